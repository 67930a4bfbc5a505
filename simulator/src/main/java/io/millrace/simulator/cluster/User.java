package io.millrace.simulator.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.Reset;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.observe.SpecJson;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody who applies specs, also bad ones, suspends, deletes, and creates again. */
public final class User {

  private static final String GOOD =
      """
      {"type": "kafka",
       "dataSchema": {
         "dataSource": "events",
         "timestampSpec": {"column": "time", "format": "iso"},
         "dimensionsSpec": {"dimensions": ["page"]},
         "metricsSpec": [{"type": "count", "name": "count"}],
         "granularitySpec": {"segmentGranularity": "HOUR", "queryGranularity": "NONE", "rollup": false}},
       "ioConfig": {
         "topic": "events",
         "consumerProperties": {"bootstrap.servers": "localhost:1"},
         "inputFormat": {"type": "json"},
         "lateMessageRejectionPeriod": "PT1H",
         "startDelay": "PT0S",
         "period": "PT20S"},
       "tuningConfig": {"offsetFetchPeriod": "PT10S"}}
      """;

  private static final int MOST_SPECS = 5_000;

  /** Parsed once for all schedules. */
  private static final Map<String, StreamSupervisorSpec> SPECS = new ConcurrentHashMap<>();

  private static final String AUTOSCALER = "autoScalerConfig";

  private final VirtualTime time;
  private final ApiServer server;
  private final Faults faults;
  private final Trace trace;
  private final ObjectNode spec;
  private final Consumer<Reset> wishes;
  private @Nullable Reset reset;
  private long nonce;
  private boolean wanted = true;
  private int requests;
  private @Nullable String handoff;

  /**
   * @param wishes told of each reset that the user asks for
   */
  public User(
      VirtualTime time,
      ApiServer server,
      Faults faults,
      Trace trace,
      SplittableRandom random,
      Consumer<Reset> wishes) {
    this.time = time;
    this.server = server;
    this.faults = faults;
    this.trace = trace;
    this.wishes = wishes;
    this.spec = good();
    io().put("taskCount", 1 + random.nextInt(3))
        .put("taskDuration", taskDuration(random))
        .put("useEarliestOffset", random.nextInt(4) > 0);
    if (random.nextInt(3) == 0) {
      io().put("stopTaskCount", 1);
    }
    if (random.nextInt(3) == 0) {
      io().putObject("idleConfig")
          .put("enabled", true)
          .put("inactiveAfterMillis", 8_000 + 1_000 * random.nextInt(30));
    }
    if (random.nextInt(2) == 0) {
      tuning().put("chatRetries", 2).put("httpTimeout", "PT5S");
    }
    rows(random);
    if (random.nextInt(3) == 0) {
      autoscale(random);
    }
    replicas(random);
    tuning().put("resetOffsetAutomatically", random.nextBoolean());
  }

  /** Whether the spec lets an autoscaler decide how many task groups there are. */
  public boolean isAutoscaling() {
    return io().has(AUTOSCALER);
  }

  /** Reads what {@code pattern} matches, in place of the one topic. */
  public void wantsTopics(String pattern) {
    io().put("topicPattern", pattern).remove("topic");
  }

  /** Asks for other positions; at times with a nonce that was used already. */
  public void reset(GeneratedStream stream) {
    SplittableRandom random = faults.random(FaultKind.RESET);
    boolean again = nonce > 0 && random.nextInt(6) == 0;
    nonce = again ? nonce : nonce + 1;
    Map<String, Long> ends = stream.latest();
    String one = List.copyOf(ends.keySet()).get(random.nextInt(ends.size()));
    long position = random.nextLong(ends.getOrDefault(one, 0L) + 3);
    Instant past = time.instant().minusSeconds(random.nextInt(90));
    Reset.To to = List.of(Reset.To.values()).get(random.nextInt(4));
    boolean named = to != Reset.To.POSITION && random.nextBoolean();
    Reset wish =
        new Reset(
            nonce,
            to,
            to == Reset.To.TIMESTAMP ? past.toString() : null,
            to == Reset.To.POSITION ? Map.of(one, Long.toString(position)) : Map.of(),
            named ? List.of(one) : List.of());
    reset = wish;
    wishes.accept(wish);
    apply();
  }

  /** Creates the supervisor. */
  public void begin() {
    server.create(current(), handoff);
  }

  /** Lets a task read for so long before another one follows it. */
  public void wantsTaskDuration(Duration duration) {
    io().put("taskDuration", duration.toString());
  }

  /** Wants nothing to be started before so much time has passed. */
  public void wantsDelay(Duration delay) {
    io().put("startDelay", delay.toString());
  }

  /** Wants events to be dropped that come from so long after the end of a generation. */
  public void acceptsEarly(Duration period) {
    io().put("earlyMessageRejectionPeriod", period.toString());
  }

  /**
   * Asks for an early handoff of all task groups or of some, also of some that are not there; or so
   * that nobody can tell; or takes the annotation away for a while.
   */
  public void handOff() {
    SplittableRandom random = faults.random(FaultKind.HANDOFF);
    String word = "r" + ++requests;
    switch (random.nextInt(6)) {
      case 0 -> ask(word + "/" + random.nextInt(3));
      case 1 -> ask(word + "/0," + (1 + random.nextInt(5)));
      case 2 -> ask(word + " if you like");
      case 3 -> {
        annotate(null);
        time.after(faults.upTo(FaultKind.HANDOFF, Duration.ofSeconds(20)), () -> annotate(handoff));
      }
      default -> ask(word);
    }
  }

  private void ask(String value) {
    handoff = value;
    annotate(value);
  }

  private void annotate(@Nullable String value) {
    trace.note("user", () -> "annotates " + value);
    server.annotate(value);
  }

  /** An edit that is good, or one that is not. */
  public void edit() {
    SplittableRandom random = faults.random(FaultKind.EDIT);
    switch (random.nextInt(5)) {
      case 0 -> io().put("taskDuration", taskDuration(random));
      case 1 -> io().put("useEarliestOfset", true);
      case 2 -> io().put("stopTaskCount", 1 + random.nextInt(2));
      case 3 -> replicas(random);
      default -> rows(random);
    }
    if (isAutoscaling() && random.nextInt(3) == 0) {
      bounds((ObjectNode) io().path(AUTOSCALER), random);
    }
    apply();
    time.after(faults.upTo(FaultKind.EDIT, Duration.ofSeconds(30)), this::mend);
  }

  /** Wants another number of task groups, as {@code kubectl scale} does. */
  public void rescale() {
    io().put("taskCount", 1 + faults.random(FaultKind.RESCALE).nextInt(4));
    apply();
  }

  /** Suspends, or resumes. */
  public void toggleSuspension() {
    spec.put("suspend", !spec.path("suspend").asBoolean());
    apply();
  }

  /** Deletes the resource, and creates it again some time after it has gone. */
  public void delete() {
    if (wanted) {
      wanted = false;
      trace.note("user", () -> "deletes");
      spec.put(
          "deletionPolicy",
          faults.random(FaultKind.DELETE).nextInt(3) == 0 ? "Discard" : "Publish");
      apply();
      server.delete();
      createWhenGone();
    }
  }

  /** Wants from now on what should run for good. */
  public void settle() {
    spec.remove("suspend");
    reset = null;
    tuning().put("resetOffsetAutomatically", true);
    mend();
    apply();
    if (requests > 0) {
      ask("r" + ++requests);
    }
  }

  /** How many task groups there should be. */
  public int taskCount() {
    return io().path("taskCount").asInt();
  }

  private void mend() {
    if (io().remove("useEarliestOfset") != null) {
      apply();
    }
  }

  private void createWhenGone() {
    time.after(
        Duration.ofMillis(1 + faults.random(FaultKind.DELETE).nextLong(5_000)),
        () -> {
          if (server.supervisor().isPresent()) {
            createWhenGone();
          } else {
            trace.note("user", () -> "creates again");
            wanted = true;
            spec.remove("suspend");
            server.create(current(), handoff);
          }
        });
  }

  private void apply() {
    trace.note(
        "user",
        () ->
            "applies suspend %s reset %s %s %s"
                .formatted(spec.path("suspend"), reset, io(), spec.path("tuningConfig")));
    server.edit(current());
  }

  /**
   * Short periods, and thresholds that a single record crosses. Few variants, since each other spec
   * is checked anew, which takes longer than a schedule.
   */
  private void autoscale(SplittableRandom random) {
    ObjectNode scaler =
        io().putObject(AUTOSCALER)
            .put("enableTaskAutoScaler", true)
            .put("lagCollectionIntervalMillis", 5_000)
            .put("lagCollectionRangeMillis", 15_000)
            .put("scaleActionStartDelayMillis", 2_000)
            .put("scaleActionPeriodMillis", 5_000)
            .put("minTriggerScaleActionFrequencyMillis", 15_000)
            .put("scaleOutThreshold", 1)
            .put("scaleInThreshold", 0)
            .put("triggerScaleInFractionThreshold", 0.7)
            .put("scaleOutStep", 1);
    io().put("taskCount", 1).remove("stopTaskCount");
    bounds(scaler, random);
    tuning().put("offsetFetchPeriod", "PT5S");
  }

  private static void bounds(ObjectNode scaler, SplittableRandom random) {
    scaler.put("taskCountMin", 1).put("taskCountMax", 2 + random.nextInt(2));
  }

  private static String taskDuration(SplittableRandom random) {
    return "PT" + (8 + 9 * random.nextInt(3)) + "S";
  }

  private void rows(SplittableRandom random) {
    tuning().put("maxRowsPerSegment", 8 + 25 * random.nextInt(3));
  }

  private ObjectNode tuning() {
    return (ObjectNode) spec.path("tuningConfig");
  }

  private void replicas(SplittableRandom random) {
    io().put("replicas", Math.max(1, random.nextInt(5) - 1));
  }

  private ObjectNode io() {
    return (ObjectNode) spec.path("ioConfig");
  }

  private StreamSupervisorSpec current() {
    if (SPECS.size() > MOST_SPECS) {
      SPECS.clear();
    }
    return SPECS.computeIfAbsent(spec.toString(), User::parsed).withReset(reset);
  }

  private static StreamSupervisorSpec parsed(String text) {
    try {
      return SpecJson.spec(SpecJson.parse(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what the user writes is always a spec", e);
    }
  }

  private static ObjectNode good() {
    try {
      return (ObjectNode) SpecJson.parse(GOOD);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the spec is well-formed", e);
    }
  }
}
