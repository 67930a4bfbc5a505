package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The event times that a sequence accepts, inclusive on both sides; an absent bound accepts
 * everything on its side.
 *
 * @param minimum earliest accepted event time
 * @param maximum latest accepted event time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageTimeBounds(@Nullable Instant minimum, @Nullable Instant maximum) {

  public static final MessageTimeBounds OPEN = new MessageTimeBounds(null, null);
}
