package io.millrace.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Maps of positions are kept in the order of their keys, so that equal content has equal bytes. */
final class Ordered {

  private Ordered() {}

  static Map<String, String> positions(Map<String, String> positions) {
    return Collections.unmodifiableMap(new TreeMap<>(positions));
  }
}
