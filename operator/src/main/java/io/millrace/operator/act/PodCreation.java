package io.millrace.operator.act;

import io.millrace.operator.decide.PodTrouble;

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
   * @param trouble what it said
   */
  record Refused(PodTrouble trouble) implements PodCreation {}
}
