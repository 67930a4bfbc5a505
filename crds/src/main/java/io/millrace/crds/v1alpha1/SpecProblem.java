package io.millrace.crds.v1alpha1;

/**
 * Why a spec cannot be accepted.
 *
 * @param path the property, such as {@code spec.ioConfig.taskCount}
 * @param message what was found, what was expected, and what to do
 */
public record SpecProblem(String path, String message) {

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
