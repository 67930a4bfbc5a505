package io.millrace.crds.v1alpha1;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this release does with each property of a spec, by path: the one place where that is
 * decided. A test holds it against the model, so that no property is left undecided. {@link
 * NotYetSupported} and {@link Refused} find them in a spec, and the reference page marks them.
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

  static {
    actedOn("spec", "id", "type", "suspend", "deletionPolicy", "ledger.adopt");
    actedOn("spec.reset", "nonce", "to", "timestamp", "positions", "partitions");
    actedOn(SCHEMA, "dataSource", "metricsSpec", "transformSpec", "projections");
    actedOn(SCHEMA + ".timestampSpec", "column", "format", "missingValue");
    actedOn(SCHEMA + ".dimensionsSpec", "dimensions", "dimensionExclusions");
    actedOn(SCHEMA + ".dimensionsSpec", "includeAllDimensions", "useSchemaDiscovery");
    actedOn(SCHEMA + ".dimensionsSpec", "forceSegmentSortByTime", "spatialDimensions");
    actedOn(SCHEMA + ".granularitySpec", "type", "segmentGranularity", "queryGranularity");
    actedOn(SCHEMA + ".granularitySpec", "rollup");
    actedOn(IO, "type", "topic", "topicPattern", "consumerProperties", "inputFormat");
    actedOn(IO, "replicas", "taskCount", "taskDuration", "stopTaskCount", "period");
    actedOn(IO, "startDelay", "useEarliestOffset");
    actedOn(IO, "lateMessageRejectionPeriod", "lateMessageRejectionStartDateTime");
    actedOn(IO, "earlyMessageRejectionPeriod", "lagAggregator.type", "pollTimeout");
    actedOn(IO, "emitTimeLagMetrics");
    actedOn(SCALER, "enableTaskAutoScaler", "autoScalerStrategy", "taskCountMax", "taskCountMin");
    actedOn(SCALER, "taskCountStart");
    actedOn(SCALER, "minTriggerScaleActionFrequencyMillis", "stopTaskCountRatio");
    actedOn(SCALER, "lagCollectionIntervalMillis", "lagCollectionRangeMillis", "lagAggregate");
    actedOn(SCALER, "scaleActionStartDelayMillis", "scaleActionPeriodMillis");
    actedOn(SCALER, "scaleOutThreshold", "triggerScaleOutFractionThreshold", "scaleOutStep");
    actedOn(SCALER, "scaleInThreshold", "triggerScaleInFractionThreshold", "scaleInStep");
    actedOn(IO, "completionTimeout", "idleConfig.enabled", "idleConfig.inactiveAfterMillis");
    actedOn(TUNING, "chatRetries", "httpTimeout");
    actedOn(TUNING, "type", "appendableIndexSpec", "segmentWriteOutMediumFactory");
    actedOn(TUNING, "maxRowsInMemory", "maxBytesInMemory", "skipBytesInMemoryOverheadCheck");
    actedOn(TUNING, "maxRowsPerSegment", "maxTotalRows", "intermediateHandoffPeriod");
    actedOn(TUNING, "intermediatePersistPeriod", "maxColumnsToMerge", "offsetFetchPeriod");
    actedOn(TUNING, "reportParseExceptions", "logParseExceptions");
    actedOn(TUNING, "maxParseExceptions", "maxSavedParseExceptions");
    actedOn(TUNING, "resetOffsetAutomatically");
    format(TUNING + ".indexSpec");
    format(TUNING + ".indexSpecForIntermediatePersists");
    actedOn("spec.deepStorage", "type", "local.claimName", "local.path");
    actedOn(S3, "bucket", "baseKey", "region", "endpoint", "pathStyleAccess");
    actedOn(S3 + ".accessKeyId.secretKeyRef", "name", "key");
    actedOn(S3 + ".secretAccessKey.secretKeyRef", "name", "key");
    actedOn(TEMPLATE, "resources", "nodeSelector", "tolerations", "affinity", "env", "envFrom");
    actedOn(TEMPLATE, "volumes", "volumeMounts", "labels", "annotations", "priorityClassName");
    actedOn(TEMPLATE, "serviceAccountName", "jvmOptions", "terminationGracePeriodSeconds");

    notYetSupported("spec", "context");
    notYetSupported(SCHEMA + ".granularitySpec", "intervals");
    notYetSupported(IO, "serverPriorityToReplicas");
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

  private static void actedOn(String parent, String... properties) {
    decide(Support.ACTED_ON, parent, properties);
  }

  private static void notYetSupported(String parent, String... properties) {
    decide(Support.NOT_YET_SUPPORTED, parent, properties);
  }

  private static void refused(String parent, String... properties) {
    decide(Support.REFUSED, parent, properties);
  }

  private static void format(String path) {
    actedOn(path, "bitmap", "dimensionCompression", "metricCompression");
    actedOn(path, "stringDictionaryEncoding", "longEncoding", "complexMetricCompression");
    actedOn(path, "metadataCompression", "autoColumnFormatSpec", "stringColumnFormatSpec");
    actedOn(path, "segmentLoader", "jsonCompression");
  }

  private static void decide(Support support, String parent, String... properties) {
    Arrays.stream(properties)
        .map(property -> parent + "." + property)
        .forEach(
            path -> {
              if (BY_PATH.put(path, support) != null) {
                throw new IllegalStateException(path + " is decided twice");
              }
            });
  }
}
