package io.millrace.operator.act;

/** What became of the creation of a Pod. */
public sealed interface PodCreation {

  /** It is there, created now. */
  record Created() implements PodCreation {}

  /** It was there already, and is this supervisor's. */
  record Present() implements PodCreation {}

  /**
   * One of its name belongs to somebody else: a supervisor of the same name that was deleted.
   *
   * @param uid its UID
   */
  record Foreign(String uid) implements PodCreation {}

  /**
   * The API server does not accept it: a quota, a policy, or a template that is wrong.
   *
   * @param message what it said
   */
  record Refused(String message) implements PodCreation {}
}
