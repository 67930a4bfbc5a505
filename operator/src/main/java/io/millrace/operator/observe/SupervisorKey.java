package io.millrace.operator.observe;

/**
 * Where a supervisor is found.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record SupervisorKey(String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
