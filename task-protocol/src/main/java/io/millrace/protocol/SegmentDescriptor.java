package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.TreeMap;

/**
 * One pushed segment in the JSON of Druid's {@code DataSegment}.
 *
 * <p>Every segment is of version {@value #VERSION} with a numbered shard spec of no core
 * partitions, so that each partition of a time chunk is visible by itself. In a manifest the
 * partition number is 0; the final one is given when the ledger entry is written.
 *
 * @param dataSource the Druid datasource
 * @param interval the time chunk, {@code start/end} in ISO-8601 with milliseconds and {@code Z}
 * @param version {@value #VERSION}
 * @param loadSpec where the segment lies, as Druid's pullers read it
 * @param dimensions comma-joined names
 * @param metrics comma-joined names
 * @param shardSpec {@code {"type": "numbered", "partitionNum": n, "partitions": 0}}
 * @param binaryVersion version of the segment format
 * @param size uncompressed bytes, above 0
 * @param totalRows rows after rollup
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SegmentDescriptor(
    String dataSource,
    String interval,
    String version,
    Map<String, Object> loadSpec,
    String dimensions,
    String metrics,
    Map<String, Object> shardSpec,
    int binaryVersion,
    long size,
    int totalRows) {

  /** The version of a time chunk that is only ever appended to. */
  public static final String VERSION = "1970-01-01T00:00:00.000Z";

  public SegmentDescriptor {
    loadSpec = new TreeMap<>(loadSpec);
    shardSpec = new TreeMap<>(shardSpec);
  }

  /** The same segment as partition {@code number} of its time chunk. */
  public SegmentDescriptor withPartition(int number) {
    return new SegmentDescriptor(
        dataSource,
        interval,
        version,
        loadSpec,
        dimensions,
        metrics,
        numbered(number),
        binaryVersion,
        size,
        totalRows);
  }

  /** Its partition number within the time chunk. */
  public int partition() {
    return ((Number) shardSpec.getOrDefault("partitionNum", 0)).intValue();
  }

  /** Druid's segment id, which leaves out partition number 0. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public String identifier() {
    String id = dataSource + "_" + interval.replace('/', '_') + "_" + version;
    return partition() == 0 ? id : id + "_" + partition();
  }

  public static Map<String, Object> numbered(int partition) {
    return Map.of("type", "numbered", "partitionNum", partition, "partitions", 0);
  }
}
