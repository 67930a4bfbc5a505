package io.millrace.quickstart.cluster;

import java.util.EnumMap;
import java.util.Map;

/** API servers that all tests of a JVM share, stopped when it ends. */
public enum TestApiServers {
  /** The real one where its binaries are found, else the mock. */
  BEST,
  MOCK;

  private static final Map<TestApiServers, ApiServer> STARTED = new EnumMap<>(TestApiServers.class);

  public ApiServer server() {
    synchronized (STARTED) {
      return STARTED.computeIfAbsent(this, TestApiServers::start);
    }
  }

  private static ApiServer start(TestApiServers which) {
    ApiServer server = which == BEST ? ApiServer.start() : MockApiServer.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server;
  }
}
