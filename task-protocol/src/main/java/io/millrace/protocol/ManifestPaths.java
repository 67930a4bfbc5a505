package io.millrace.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Layout of a supervisor's files in deep storage, version 1. All paths are below the deep storage's
 * base and use {@code /}.
 *
 * <pre>
 * &lt;namespace&gt;/&lt;name&gt;/owner.json
 * &lt;namespace&gt;/&lt;name&gt;/ledger/&lt;20-digit commit&gt;.json
 * &lt;namespace&gt;/&lt;name&gt;/ledger/snapshot-&lt;20-digit commit&gt;.json
 * &lt;namespace&gt;/&lt;name&gt;/prepared/&lt;epoch&gt;/&lt;group&gt;/&lt;generation&gt;/&lt;start hash&gt;/&lt;pod uid&gt;.json
 * </pre>
 *
 * and beside them, one for all supervisors, the owner of each datasource:
 *
 * <pre>
 * dataSources/&lt;dataSource&gt;/owner.json
 * </pre>
 */
public record ManifestPaths(String namespace, String name) {

  private static final int DIGITS = 20;

  /** Path of the file that says which supervisor publishes to a datasource. */
  public static String dataSourceOwner(String dataSource) {
    // no namespace is called so, since theirs are lower-case
    return "dataSources/" + dataSource + "/owner.json";
  }

  public String owner() {
    return root() + "owner.json";
  }

  public String ledgerEntry(long commit) {
    return root() + "ledger/" + digits(commit) + ".json";
  }

  public String snapshot(long commit) {
    return snapshots() + digits(commit) + ".json";
  }

  /** What the path of every snapshot begins with. */
  public String snapshots() {
    return root() + "ledger/snapshot-";
  }

  /**
   * Folder of every manifest that one generation of a task group wrote, with a trailing {@code /}.
   */
  public String prepared(long epoch, int group, int generation) {
    return root() + "prepared/" + epoch + "/" + group + "/" + generation + "/";
  }

  /** Path of one manifest. The hash of the start tells an attempt's sequences apart. */
  public String manifest(
      long epoch, int group, int generation, Map<String, String> start, String podUid) {
    return prepared(epoch, group, generation)
        + digest(Ordered.positions(start).toString()).substring(0, 16)
        + "/"
        + podUid
        + ".json";
  }

  private static String digits(long commit) {
    String digits = Long.toString(commit);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  private String root() {
    return namespace + "/" + name + "/";
  }

  /** Lower-case hexadecimal SHA-256 of {@code content}. */
  public static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static String digest(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
