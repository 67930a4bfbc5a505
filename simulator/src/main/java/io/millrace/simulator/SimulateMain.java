package io.millrace.simulator;

import io.millrace.simulator.Simulation.Result;
import io.millrace.simulator.fault.FaultKind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs schedules and says what did not hold. Exit status 0 when all held, 1 when something did not,
 * 2 when the options are wrong.
 */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs the real run loop and the real life of tasks through made-up schedules of faults, in"
            + " virtual time, and compares the ledger with the stream after each.")
public final class SimulateMain implements Callable<Integer> {

  private static final int MOST_SHOWN = 5;
  private static final int TRACE_SHOWN = 60;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "FROM..TO",
      defaultValue = "1..1000",
      converter = SeedRangeConverter.class,
      description = "Seeds; each is one schedule (default ${DEFAULT-VALUE}).")
  private SeedRange seeds = new SeedRange(1, 1_000);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Begins no further schedule after so many seconds (default: no limit).")
  private @Nullable Long seconds;

  @Option(
      names = "--without",
      paramLabel = "KIND",
      split = ",",
      description = "Kinds of faults that do not happen: ${COMPLETION-CANDIDATES}.")
  private Set<FaultKind> without = EnumSet.noneOf(FaultKind.class);

  @Option(
      names = "--troubled",
      paramLabel = "S",
      description = "Lets faults happen for S seconds of each (default: 5 to 114, by the seed).")
  private @Nullable Integer troubled;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Schedules that run at the same time (default: one on each processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--trace", description = "Shows all that happened in a failed schedule.")
  private boolean whole;

  /** Entry point. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimulateMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    long begin = System.nanoTime();
    Campaign campaign =
        new Campaign(
            seeds,
            without,
            troubled == null ? OptionalInt.empty() : OptionalInt.of(troubled),
            Variation.NONE);
    List<Result> failed = new ArrayList<>();
    Thread progress = Thread.ofVirtual().start(() -> tellProgress(campaign));
    campaign.run(
        threads,
        () -> seconds == null || System.nanoTime() - begin < seconds * 1_000_000_000L,
        result -> {
          synchronized (failed) {
            failed.add(result);
            tell(out, result);
          }
        });
    progress.interrupt();
    double taken = (System.nanoTime() - begin) / 1e9;
    failed.stream().limit(MOST_SHOWN).forEach(result -> show(out, campaign.smallest(result)));
    out.printf(
        Locale.ROOT,
        "%d schedules, %d violations, %.1f schedules per second%n",
        campaign.schedules(),
        campaign.violations(),
        campaign.schedules() / taken);
    out.flush();
    return campaign.violations() == 0 ? 0 : 1;
  }

  private void tellProgress(Campaign campaign) {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    try {
      while (true) {
        TimeUnit.MINUTES.sleep(1);
        err.printf(
            Locale.ROOT,
            "- %d schedules so far, %d violations%n",
            campaign.schedules(),
            campaign.violations());
        err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // all are done
    }
  }

  /** To look for the fewest faults takes a while, so what failed is told before. */
  private static void tell(PrintWriter out, Result result) {
    out.printf("seed %d: %s%n", result.schedule().seed(), result.violations().get(0).rule());
    out.flush();
  }

  private void show(PrintWriter out, Result result) {
    Schedule schedule = result.schedule();
    List<String> trace = result.trace();
    out.printf(
        "seed %d, with %s:%n",
        schedule.seed(),
        schedule.kinds().stream().map(FaultKind::name).collect(Collectors.joining(", ")));
    trace.subList(whole ? 0 : Math.max(0, trace.size() - TRACE_SHOWN), trace.size()).stream()
        .map(line -> "  " + line)
        .forEach(out::println);
    result
        .violations()
        .forEach(violation -> out.printf("%s: %s%n", violation.rule(), violation.message()));
    Set<FaultKind> absent = EnumSet.complementOf(EnumSet.noneOf(FaultKind.class));
    absent.removeAll(schedule.kinds());
    out.printf(
        "again: bin/simulate --trace --seeds %d --troubled %d --without %s%n%n",
        schedule.seed(),
        schedule.troubled(),
        absent.stream().map(FaultKind::name).collect(Collectors.joining(",")));
  }

  /** Reads {@code FROM..TO}. */
  static final class SeedRangeConverter implements ITypeConverter<SeedRange> {
    @Override
    public SeedRange convert(String value) {
      try {
        return SeedRange.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
