package io.millrace.streams.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;

/**
 * The main class of the broker's process: formats the storage where that was not done, then runs
 * the broker. Ends with the process that started it, even when that was killed: its standard input
 * comes from there. Uses nothing but the JDK and, by name, the broker.
 */
final class KafkaBrokerMain {

  private KafkaBrokerMain() {}

  /**
   * @param args the broker's properties file, the id of the cluster
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(KafkaBrokerMain::endWithParent, "end-with-parent");
    watch.setDaemon(true);
    watch.start();
    format(args[0], args[1]);
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {args[0]});
  }

  private static void format(String properties, String clusterId)
      throws ReflectiveOperationException {
    String[] command = {"format", "-t", clusterId, "-c", properties, "--ignore-formatted"};
    try {
      Object status =
          Class.forName("kafka.tools.StorageTool")
              .getMethod("execute", String[].class, PrintStream.class)
              .invoke(null, command, System.out);
      if (!status.equals(0)) {
        throw new IllegalStateException("formatting Kafka's storage failed with status " + status);
      }
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("formatting Kafka's storage failed", e.getCause());
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes to it: only its end matters.
      }
    } catch (IOException e) {
      System.err.println("Standard input failed, which is taken for its end: " + e);
    }
    Runtime.getRuntime().halt(1);
  }
}
