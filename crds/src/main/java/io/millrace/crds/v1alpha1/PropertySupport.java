package io.millrace.crds.v1alpha1;

import static io.millrace.crds.v1alpha1.ChangeNeeds.LOOP;
import static io.millrace.crds.v1alpha1.ChangeNeeds.NOTHING;
import static io.millrace.crds.v1alpha1.ChangeNeeds.TASKS;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this release does with each property of a spec, and what a change of it needs, by path: the
 * one place where that is decided. A test holds it against the model, so that no property is left
 * undecided. {@link NotYetSupported} and {@link Refused} find them in a spec, and the reference
 * page marks them.
 *
 * <p>What is acted on is named property by property; the other decisions hold for everything below
 * their path too.
 */
public final class PropertySupport {

  private static final String SCHEMA = "spec.dataSchema";
  private static final String IO = "spec.ioConfig";
  private static final String SCALER = IO + ".autoScalerConfig";
  private static final String TUNING = "spec.tuningConfig";
  private static final String S3 = "spec.deepStorage.s3";
  private static final String TEMPLATE = "spec.taskTemplate";

  private static final Map<String, Support> BY_PATH = new LinkedHashMap<>();

  private static final Map<String, ChangeNeeds> CHANGES = new LinkedHashMap<>();

  static {
    actedOn(TASKS, "spec", "id", "type");
    actedOn(LOOP, "spec", "suspend", "deletionPolicy", "ledger.adopt");
    actedOn(LOOP, "spec.reset", "nonce", "to", "timestamp", "positions", "partitions");
    actedOn(TASKS, SCHEMA, "dataSource", "metricsSpec", "transformSpec", "projections");
    actedOn(TASKS, SCHEMA + ".timestampSpec", "column", "format", "missingValue");
    actedOn(TASKS, SCHEMA + ".dimensionsSpec", "dimensions", "dimensionExclusions");
    actedOn(TASKS, SCHEMA + ".dimensionsSpec", "includeAllDimensions", "useSchemaDiscovery");
    actedOn(TASKS, SCHEMA + ".dimensionsSpec", "forceSegmentSortByTime", "spatialDimensions");
    actedOn(NOTHING, SCHEMA + ".granularitySpec", "type");
    actedOn(TASKS, SCHEMA + ".granularitySpec", "segmentGranularity", "queryGranularity");
    actedOn(TASKS, SCHEMA + ".granularitySpec", "rollup");
    actedOn(NOTHING, IO, "type", "lagAggregator.type");
    actedOn(TASKS, IO, "topic", "topicPattern", "consumerProperties", "inputFormat");
    actedOn(TASKS, IO, "taskDuration", "pollTimeout");
    actedOn(TASKS, IO, "lateMessageRejectionPeriod", "lateMessageRejectionStartDateTime");
    actedOn(TASKS, IO, "earlyMessageRejectionPeriod");
    actedOn(LOOP, IO, "replicas", "taskCount", "stopTaskCount", "period");
    actedOn(LOOP, IO, "startDelay", "useEarliestOffset", "emitTimeLagMetrics");
    actedOn(LOOP, SCALER, "enableTaskAutoScaler", "autoScalerStrategy");
    actedOn(LOOP, SCALER, "taskCountMax", "taskCountMin", "taskCountStart");
    actedOn(LOOP, SCALER, "minTriggerScaleActionFrequencyMillis", "stopTaskCountRatio");
    actedOn(LOOP, SCALER, "lagCollectionIntervalMillis", "lagCollectionRangeMillis");
    actedOn(LOOP, SCALER, "lagAggregate", "scaleActionStartDelayMillis");
    actedOn(LOOP, SCALER, "scaleActionPeriodMillis", "scaleOutThreshold");
    actedOn(LOOP, SCALER, "triggerScaleOutFractionThreshold", "scaleOutStep");
    actedOn(LOOP, SCALER, "scaleInThreshold", "triggerScaleInFractionThreshold", "scaleInStep");
    actedOn(LOOP, IO, "completionTimeout", "idleConfig.enabled");
    actedOn(LOOP, IO, "idleConfig.inactiveAfterMillis");
    actedOn(LOOP, TUNING, "chatRetries", "httpTimeout", "offsetFetchPeriod");
    actedOn(LOOP, TUNING, "resetOffsetAutomatically");
    actedOn(NOTHING, TUNING, "type");
    actedOn(TASKS, TUNING, "appendableIndexSpec", "segmentWriteOutMediumFactory");
    actedOn(TASKS, TUNING, "maxRowsInMemory", "maxBytesInMemory");
    actedOn(TASKS, TUNING, "skipBytesInMemoryOverheadCheck", "intermediatePersistPeriod");
    actedOn(TASKS, TUNING, "maxRowsPerSegment", "maxTotalRows", "intermediateHandoffPeriod");
    actedOn(TASKS, TUNING, "maxColumnsToMerge", "reportParseExceptions", "logParseExceptions");
    actedOn(TASKS, TUNING, "maxParseExceptions", "maxSavedParseExceptions");
    format(TUNING + ".indexSpec");
    format(TUNING + ".indexSpecForIntermediatePersists");
    actedOn(TASKS, "spec.deepStorage", "type", "local.claimName", "local.path");
    actedOn(TASKS, S3, "bucket", "baseKey", "region", "endpoint", "pathStyleAccess");
    actedOn(TASKS, S3 + ".accessKeyId.secretKeyRef", "name", "key");
    actedOn(TASKS, S3 + ".secretAccessKey.secretKeyRef", "name", "key");
    actedOn(TASKS, TEMPLATE, "resources", "nodeSelector", "tolerations", "affinity");
    actedOn(TASKS, TEMPLATE, "env", "envFrom", "volumes", "volumeMounts");
    actedOn(TASKS, TEMPLATE, "labels", "annotations", "priorityClassName");
    actedOn(TASKS, TEMPLATE, "serviceAccountName", "jvmOptions", "terminationGracePeriodSeconds");
    actedOn(TASKS, TEMPLATE, "replicaAntiAffinity");

    notYetSupported("spec", "context");
    notYetSupported(SCHEMA + ".granularitySpec", "intervals");
    // The priorities have no effect; their sum is the number of replicas.
    decide(Support.NOT_YET_SUPPORTED, LOOP, IO, "serverPriorityToReplicas");
    notYetSupported(SCALER, "lagWeight", "idleWeight");
    notYetSupported(SCALER, "useTaskCountBoundaries", "highLagThreshold");
    notYetSupported(SCALER, "minScaleDownDelay", "minScaleUpDelay");
    notYetSupported(SCALER, "scaleDownDuringTaskRolloverOnly");
    notYetSupported(IO, "configOverrides");
    notYetSupported(IO, "endpoint", "region", "awsAssumedRoleArn", "awsExternalId");
    notYetSupported(IO, "fetchDelayMillis", "recordsPerFetch", "deaggregate");
    notYetSupported(TUNING, "maxPendingPersists", "numPersistThreads", "handoffConditionTimeout");
    notYetSupported(TUNING, "releaseLocksOnHandoff");
    notYetSupported(TUNING, "workerThreads", "chatThreads");
    notYetSupported(TUNING, "shutdownTimeout", "repartitionTransitionDuration");
    notYetSupported(TUNING, "skipSequenceNumberAvailabilityCheck", "useListShards");
    notYetSupported(TUNING, "recordBufferSizeBytes", "recordBufferOfferTimeout");
    notYetSupported(TUNING, "recordBufferFullWait", "fetchThreads", "maxBytesPerPoll");
    notYetSupported(TUNING, "recordBufferSize", "maxRecordsPerPoll", "fetchSequenceNumberTimeout");

    refused(SCHEMA, "parser");
    refused(IO, "stream", "useEarliestSequenceNumber");
    refused(IO, "headerBasedFilterConfig", "boundedStreamConfig");
    refused(TUNING, "streamingPartitionsSpec");
  }

  /** What holds of single values of properties that are acted on otherwise. */
  private static final Map<String, String> LIMITS = new LinkedHashMap<>();

  static {
    LIMITS.put("spec.type", "Only kafka in this release.");
    LIMITS.put(SCHEMA + ".granularitySpec.type", "Only uniform: arbitrary is refused.");
    LIMITS.put(
        IO + ".inputFormat",
        "Only %s in this release.".formatted(String.join(", ", Refused.INPUT_FORMATS)));
    LIMITS.put(
        SCALER + ".autoScalerStrategy",
        "Only lagBased in this release: costBased is listed, and taskCount counts.");
  }

  private PropertySupport() {}

  /** Every decision, in the order of the spec's parts; none holds for a property twice. */
  public static Map<String, Support> byPath() {
    return Collections.unmodifiableMap(BY_PATH);
  }

  /**
   * What holds of single values of properties that are acted on otherwise: a sentence by path, such
   * as which values are refused.
   */
  public static Map<String, String> limits() {
    return Collections.unmodifiableMap(LIMITS);
  }

  /** The decision for exactly this path, not for what it is a part of. */
  public static Optional<Support> of(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  /** What a change of each property needs, by the same paths as {@link #byPath}. */
  public static Map<String, ChangeNeeds> changes() {
    return Collections.unmodifiableMap(CHANGES);
  }

  private static void actedOn(ChangeNeeds change, String parent, String... properties) {
    decide(Support.ACTED_ON, change, parent, properties);
  }

  private static void notYetSupported(String parent, String... properties) {
    decide(Support.NOT_YET_SUPPORTED, NOTHING, parent, properties);
  }

  private static void refused(String parent, String... properties) {
    decide(Support.REFUSED, NOTHING, parent, properties);
  }

  private static void format(String path) {
    actedOn(TASKS, path, "bitmap", "dimensionCompression", "metricCompression");
    actedOn(TASKS, path, "stringDictionaryEncoding", "longEncoding", "complexMetricCompression");
    actedOn(TASKS, path, "metadataCompression", "autoColumnFormatSpec", "stringColumnFormatSpec");
    actedOn(TASKS, path, "segmentLoader", "jsonCompression");
  }

  private static void decide(
      Support support, ChangeNeeds change, String parent, String... properties) {
    Arrays.stream(properties)
        .map(property -> parent + "." + property)
        .forEach(
            path -> {
              if (BY_PATH.put(path, support) != null) {
                throw new IllegalStateException(path + " is decided twice");
              }
              CHANGES.put(path, change);
            });
  }
}
