package io.millrace.quickstart;

import io.millrace.quickstart.cluster.ApiServer;
import io.millrace.quickstart.cluster.Checkout;
import io.millrace.quickstart.cluster.LocalCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Starts a cluster on this machine, reads a stream of made-up Wikipedia edits into Druid segments,
 * and proves that each was published exactly once. Exit status 0 only then, 1 when the proof fails,
 * 2 when the options are wrong.
 */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Reads made-up Wikipedia edits from Kafka into Druid segments on this machine, and proves that it did so exactly once.")
public final class QuickstartMain implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "500000",
      description = "Events to produce (default ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Events per second, 0 for as many as possible (default ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Partitions of the topic (default ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--task-count",
      paramLabel = "N",
      defaultValue = "2",
      description = "Task groups that share the partitions (default ${DEFAULT-VALUE}).")
  private int taskCount;

  @Option(
      names = "--task-duration",
      paramLabel = "PERIOD",
      defaultValue = "PT30S",
      description = "How long a task reads before the next takes over (default ${DEFAULT-VALUE}).")
  private Duration taskDuration = Duration.ofSeconds(30);

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What events and kills are drawn from (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--chaos",
      description = "Kill task processes and the operator with SIGKILL at random while it runs.")
  private boolean chaos;

  @Option(
      names = "--keep-running",
      description = "Leave everything up after the proof, until Ctrl-C.")
  private boolean keepRunning;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where logs and data go (default quickstart/target/run).")
  private @Nullable Path folder;

  public static void main(String[] args) {
    CommandLine line =
        new CommandLine(new QuickstartMain())
            .registerConverter(Duration.class, Duration::parse)
            .setExecutionExceptionHandler(QuickstartMain::tell);
    System.exit(line.execute(args));
  }

  private static int tell(Exception failure, CommandLine line, CommandLine.ParseResult result) {
    LoggerFactory.getLogger(QuickstartMain.class).error("the quickstart failed", failure);
    line.getErr().println("quickstart: " + failure.getMessage());
    line.getErr().flush();
    return 1;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = new CommandLine(this).getOut();
    Checkout checkout = Checkout.find();
    Path home =
        folder == null ? checkout.root().resolve("quickstart/target/run") : folder.toAbsolutePath();
    try (RunFolder run = RunFolder.open(home)) {
      System.setProperty(
          "millrace.quickstart.log", run.folder().resolve("quickstart.log").toString());
      say(out, "starting an API server");
      ApiServer server = ApiServer.start();
      say(out, "it is " + server.description());
      LocalCluster.Settings settings =
          new LocalCluster.Settings(
              run.folder(), checkout, "default", Map.of(), step -> say(out, step));
      try (LocalCluster cluster = LocalCluster.start(settings, server)) {
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-cluster"));
        say(out, "logs and data are in " + run.folder());
        boolean holds = new Demonstration(cluster, options(), out).run(checkout);
        if (keepRunning) {
          explain(out, cluster);
          new CountDownLatch(1).await();
        }
        say(out, "stopping everything");
        return holds ? 0 : 1;
      }
    }
  }

  private Demonstration.Options options() {
    positive("--events", events);
    positive("--partitions", partitions);
    positive("--task-count", taskCount);
    positive("--task-duration", taskDuration.toSeconds());
    if (rate < 0) {
      throw new CommandLine.ParameterException(
          line(), "--rate is %d; expected 0 or more".formatted(rate));
    }
    Duration stallLimit = taskDuration.multipliedBy(3).plusMinutes(3);
    return new Demonstration.Options(
        events, rate, partitions, taskCount, taskDuration, seed, chaos, stallLimit);
  }

  private void positive(String option, long value) {
    if (value <= 0) {
      throw new CommandLine.ParameterException(
          line(), "%s is %d; expected more than 0".formatted(option, value));
    }
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }

  private static void explain(PrintWriter out, LocalCluster cluster) {
    out.printf("%nEverything is left running. Look at it from another terminal:%n%n");
    cluster
        .apiServer()
        .commands(cluster.kubeconfig(), cluster.namespace(), Demonstration.SUPERVISOR)
        .forEach(command -> out.println("  " + command));
    out.printf(
        """
          tail -f %1$s/operator.log %1$s/pods/*.log

        Ctrl-C stops everything.
        """,
        cluster.folder());
    out.flush();
  }

  private static void say(PrintWriter out, String text) {
    out.println("- " + text);
    out.flush();
  }
}
