package io.millrace.quickstart.podrunner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a container is run as a local process, with every path already that of this machine.
 *
 * @param command executable and arguments
 * @param environment the whole environment
 * @param workingFolder where it starts
 * @param terminationMessage where it may leave a last word
 */
record ContainerPlan(
    List<String> command,
    Map<String, String> environment,
    Path workingFolder,
    Path terminationMessage) {}
