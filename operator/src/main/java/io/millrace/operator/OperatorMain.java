package io.millrace.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.millrace.operator.config.ConfigurationException;
import io.millrace.operator.config.OperatorConfiguration;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** Entry point of the operator process. */
public final class OperatorMain {

  private static final String LOG_SETTINGS = "log4j2.configurationFile";

  static {
    // Before the first logger is made; whoever starts the process may name another file.
    if (System.getProperty(LOG_SETTINGS) == null) {
      System.setProperty(LOG_SETTINGS, "classpath:millrace-operator-log4j2.xml");
    }
  }

  private static final int BAD_CONFIGURATION = 2;
  private static final int LOST_LEASE = 1;

  private OperatorMain() {}

  /** Runs until SIGTERM, or until the lease is lost. */
  public static void main(String[] arguments) throws IOException {
    OperatorConfiguration configuration;
    try {
      configuration = OperatorConfiguration.parse(System.getenv());
    } catch (ConfigurationException e) {
      LoggerFactory.getLogger(OperatorMain.class).error("{}", e.getMessage());
      System.exit(BAD_CONFIGURATION);
      return;
    }
    KubernetesClient client = new KubernetesClientBuilder().build();
    OperatorProcess process =
        new OperatorProcess(configuration, client, () -> System.exit(LOST_LEASE));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      process.close();
                      client.close();
                    }));
    process.start();
  }
}
