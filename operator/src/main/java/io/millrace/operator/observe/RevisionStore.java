package io.millrace.operator.observe;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accepted specs in the API server. Calls block; each may be done twice. */
public interface RevisionStore {

  /**
   * A revision that belongs to {@code owner}; one that an earlier supervisor of its name left
   * behind does not count.
   */
  Optional<StoredRevision> read(SupervisorResource owner, String name);

  /**
   * Writes the revision and all that the Pods of its generations mount, the loop's part anew if it
   * is there already.
   *
   * @param token the one that running tasks know; absent where that is not known: then their Secret
   *     gets a new one, if it is not there
   * @throws LeftBehindException while something of an earlier supervisor is in its place
   */
  void write(SupervisorResource owner, StoredRevision revision, @Nullable String token);

  /**
   * Makes again what the Pods of a revision mount, where somebody deleted it.
   *
   * @param token the one that running tasks know; absent where that is not known: then their Secret
   *     gets a new one, if it is not there
   * @throws LeftBehindException while something of an earlier supervisor is in its place
   */
  void restore(SupervisorResource owner, StoredRevision revision, @Nullable String token);

  /** Names of the revisions of a supervisor, oldest first. */
  List<String> names(SupervisorResource owner);

  void delete(SupervisorResource owner, String name);
}
