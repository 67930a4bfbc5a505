package io.millrace.quickstart;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The arrows between modules and packages, and where threads and clocks may be made, over the
 * compiled classes of all modules.
 */
@AnalyzeClasses(locations = ModuleClasses.class)
class ArchitectureTest {

  private static final String CONSTRUCTOR = "<init>";

  private static final String[] COMPOSITION_ROOTS_AND_ADAPTERS = {
    "io.millrace.operator.OperatorMain",
    "io.millrace.operator.OperatorProcess",
    "io.millrace.runner.TaskMain",
    "io.millrace.runner.TaskProcess",
  };

  /** The packages that only compute: the rules of the run loop, and what the rules ask. */
  private static final String[] DECISIONS = {
    "io.millrace.operator.decide..", "io.millrace.operator.autoscale..",
  };

  @ArchTest static final ArchRule crdsUseNoOtherModule = usesOnly("io.millrace.crds..");

  @ArchTest
  static final ArchRule taskProtocolUsesNoOtherModule = usesOnly("io.millrace.protocol..");

  @ArchTest static final ArchRule streamsUseNoOtherModule = usesOnly("io.millrace.streams..");

  @ArchTest
  static final ArchRule deepStorageUsesNoOtherModule = usesOnly("io.millrace.deepstorage..");

  @ArchTest static final ArchRule segmentsUseNoOtherModule = usesOnly("io.millrace.segments..");

  @ArchTest
  static final ArchRule taskRunnerUsesOnlyWhatIsBelowIt =
      noClasses()
          .that()
          .resideInAPackage("io.millrace.runner..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.millrace.operator..", "io.millrace.quickstart..", "io.millrace.benchmarks..");

  @ArchTest
  static final ArchRule operatorUsesOnlyWhatIsBelowIt =
      noClasses()
          .that()
          .resideInAPackage("io.millrace.operator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.millrace.runner..", "io.millrace.quickstart..", "io.millrace.benchmarks..");

  @ArchTest
  static final ArchRule operatorUsesOfSegmentsOnlyTheCheckOfASchema =
      noClasses()
          .that()
          .resideInAPackage("io.millrace.operator..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.millrace.segments..")
                  .and(not(nameMatching(".*\\.Schema(Check|Problem)").forSubtype())));

  @ArchTest
  static final ArchRule decisionsArePure =
      noClasses()
          .that()
          .resideInAnyPackage(DECISIONS)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.fabric8..",
                      "io.javaoperatorsdk..",
                      "io.micrometer..",
                      "org.slf4j..",
                      "com.fasterxml..",
                      "java.net..",
                      "java.nio.file..",
                      "java.util.concurrent..",
                      "io.millrace.crds..",
                      "io.millrace.deepstorage..",
                      "io.millrace.segments..")
                  .or(
                      resideInAPackage("io.millrace.operator.*..")
                          .and(not(resideInAnyPackage(DECISIONS)))));

  @ArchTest
  static final ArchRule decisionsAskNoClock =
      noClasses().that().resideInAnyPackage(DECISIONS).should().callCodeUnitWhere(asksAClock());

  @ArchTest
  static final ArchRule onlyTheKubernetesPackageSpeaksToTheApiServer =
      noClasses()
          .that()
          .resideInAPackage("io.millrace.operator..")
          .and()
          .resideOutsideOfPackage("io.millrace.operator.kubernetes..")
          .and(areNotCompositionRoots())
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule kafkaAndAwsStayInTheirModules =
      noClasses()
          .that()
          .resideInAnyPackage("io.millrace.operator..", "io.millrace.runner..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "software.amazon..");

  @ArchTest
  static final ArchRule druidStaysInSegments =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.millrace.operator..", "io.millrace.runner..", "io.millrace.crds..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.druid..");

  @ArchTest
  static final ArchRule threadsAndClocksAreMadeInCompositionRootsAndAdaptersOnly =
      noClasses()
          .that()
          .resideInAnyPackage("io.millrace.operator..", "io.millrace.runner..")
          .and(areNotCompositionRoots())
          .and()
          .resideOutsideOfPackages("io.millrace.operator.kubernetes..", "io.millrace.runner.http..")
          .should()
          .callCodeUnitWhere(asksAClock().or(makesAThread()));

  @ArchTest
  static final ArchRule packagesOfTheOperatorHaveNoCycle =
      SlicesRuleDefinition.slices()
          .matching("io.millrace.operator.(*)..")
          .should()
          .beFreeOfCycles();

  private static ArchRule usesOnly(String own) {
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(resideInAPackage("io.millrace..").and(not(resideInAPackage(own))));
  }

  private static DescribedPredicate<JavaClass> areNotCompositionRoots() {
    return DescribedPredicate.describe(
        "are not composition roots",
        type -> {
          for (String root : COMPOSITION_ROOTS_AND_ADAPTERS) {
            if (type.getName().equals(root) || type.getName().startsWith(root + "$")) {
              return false;
            }
          }
          return true;
        });
  }

  private static DescribedPredicate<JavaCall<?>> asksAClock() {
    return calls(Instant.class, "now")
        .or(calls(LocalDateTime.class, "now"))
        .or(calls(OffsetDateTime.class, "now"))
        .or(calls(ZonedDateTime.class, "now"))
        .or(calls(Clock.class, "system.*"))
        .or(calls(Date.class, CONSTRUCTOR))
        .or(calls(System.class, "currentTimeMillis|nanoTime"));
  }

  private static DescribedPredicate<JavaCall<?>> makesAThread() {
    return calls(Thread.class, "ofVirtual|ofPlatform|startVirtualThread|start|sleep|" + CONSTRUCTOR)
        .or(calls(Executors.class, ".*"))
        .or(calls(ThreadPoolExecutor.class, CONSTRUCTOR))
        .or(calls(ScheduledThreadPoolExecutor.class, CONSTRUCTOR))
        .or(calls(ForkJoinPool.class, CONSTRUCTOR + "|commonPool"))
        .or(calls(CompletableFuture.class, "delayedExecutor"))
        .or(calls(Timer.class, ".*"));
  }

  private static DescribedPredicate<JavaCall<?>> calls(Class<?> type, String method) {
    return DescribedPredicate.describe(
        "%s.%s".formatted(type.getSimpleName(), method),
        call ->
            call.getTargetOwner().isEquivalentTo(type)
                && call.getTarget().getName().matches(method));
  }
}
