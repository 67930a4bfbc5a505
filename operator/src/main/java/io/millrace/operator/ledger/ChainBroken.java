package io.millrace.operator.ledger;

/** The ledger does not say what it must say. */
final class ChainBroken extends Exception {

  private static final long serialVersionUID = 1L;

  ChainBroken(String message) {
    super(message);
  }
}
