package io.millrace.crds.v1alpha1;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds in a spec what this release accepts and does not act on; {@link PropertySupport} says what
 * that is.
 */
public final class NotYetSupported {

  private static final String AUTOSCALER = "spec.ioConfig.autoScalerConfig.";

  /** Values that ask for no more than what is done without them. */
  private static final Map<String, Predicate<Object>> ASK_FOR_NOTHING =
      Map.of(
          "spec.tuningConfig.maxPendingPersists", persists -> persists.equals(0),
          "spec.tuningConfig.numPersistThreads", threads -> threads.equals(1));

  private NotYetSupported() {}

  /**
   * Paths of those that {@code spec} sets and that would change something, such as {@code
   * spec.ioConfig.startDelay}. What asks for nothing, such as one that is switched off, is left
   * out.
   */
  public static List<String> find(StreamSupervisorSpec spec) {
    boolean otherAutoscaler = isOtherAutoscaler(spec);
    Stream<String> asked =
        PropertySupport.byPath().entrySet().stream()
            .filter(property -> property.getValue() == Support.NOT_YET_SUPPORTED)
            .map(Map.Entry::getKey)
            .filter(path -> !path.startsWith(AUTOSCALER) || otherAutoscaler)
            .filter(path -> isAsked(spec, path));
    Stream<String> strategy =
        otherAutoscaler ? Stream.of(AUTOSCALER + "autoScalerStrategy") : Stream.empty();
    return Stream.concat(asked, strategy).toList();
  }

  /** What the other strategy reads stands in many a spec that does not use it. */
  private static boolean isOtherAutoscaler(StreamSupervisorSpec spec) {
    AutoScalerConfig config = spec.ioConfig().autoScalerConfig();
    return config != null
        && Boolean.TRUE.equals(config.enableTaskAutoScaler())
        && config.autoScalerStrategy() != null
        && !config.autoScalerStrategy().equals("lagBased");
  }

  private static boolean isAsked(StreamSupervisorSpec spec, String path) {
    Optional<Predicate<Object>> exception = Optional.ofNullable(ASK_FOR_NOTHING.get(path));
    return SpecValues.asked(spec, path)
        .filter(value -> exception.filter(nothing -> nothing.test(value)).isEmpty())
        .isPresent();
  }
}
