package io.millrace.streams;

import java.util.List;

/**
 * Records of one partition, in its order.
 *
 * @param partition where they come from
 * @param records the records
 */
public record PartitionRecords(PartitionId partition, List<StreamRecord> records) {}
