package io.millrace.streams;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the stream looks like now.
 *
 * @param clusterId id of the Kafka cluster
 * @param topics id of each topic by its name
 * @param partitions all partitions
 */
public record StreamDescription(
    String clusterId, SortedMap<String, String> topics, SortedSet<PartitionId> partitions) {

  public StreamDescription {
    topics = new TreeMap<>(topics);
    partitions = new TreeSet<>(partitions);
  }

  /**
   * Part of every position: cluster id and the ids of the topics of {@code used} as one text, equal
   * only for the same streams. A topic that appears beside them later changes nothing.
   */
  public String identity(Collection<PartitionId> used) {
    SortedMap<String, String> ids = new TreeMap<>(topics);
    if (used.stream().allMatch(partition -> partition.value().contains(":"))) {
      ids.keySet()
          .retainAll(
              used.stream()
                  .map(
                      partition ->
                          partition.value().substring(0, partition.value().lastIndexOf(':')))
                  .toList());
    }
    return clusterId + ids;
  }

  /** Topic names whose id differs from, or is missing in, {@code earlier}. */
  public List<String> changedTopics(StreamDescription earlier) {
    return earlier.topics.keySet().stream()
        .filter(name -> !Objects.equals(topics.get(name), earlier.topics.get(name)))
        .toList();
  }
}
