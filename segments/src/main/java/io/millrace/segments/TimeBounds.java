package io.millrace.segments;

/**
 * Event times that are accepted, inclusive, in milliseconds since the epoch.
 *
 * @param minimum {@link Long#MIN_VALUE} when open
 * @param maximum {@link Long#MAX_VALUE} when open
 */
public record TimeBounds(long minimum, long maximum) {

  public static final TimeBounds OPEN = new TimeBounds(Long.MIN_VALUE, Long.MAX_VALUE);
}
