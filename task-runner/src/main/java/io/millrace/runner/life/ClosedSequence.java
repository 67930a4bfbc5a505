package io.millrace.runner.life;

import io.millrace.protocol.Prepared;
import java.util.Optional;

/**
 * A sequence that is not acknowledged and gets no more rows.
 *
 * @param sequence the sequence
 * @param manifestPath where its manifest is written: a commit is recognised by it, also one that
 *     comes before the task knows that it wrote the manifest
 * @param prepared what can be committed, once it is prepared
 */
public record ClosedSequence(Sequence sequence, String manifestPath, Optional<Prepared> prepared) {

  public boolean isPrepared() {
    return prepared.isPresent();
  }

  ClosedSequence with(Prepared result) {
    return new ClosedSequence(sequence, manifestPath, Optional.of(result));
  }
}
