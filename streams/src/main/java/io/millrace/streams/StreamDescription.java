package io.millrace.streams;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
    for (PartitionId partition : used) {
      if (!partition.isNamed()) {
        return clusterId + topics;
      }
    }
    SortedMap<String, String> ids = new TreeMap<>(topics);
    ids.keySet().retainAll(topicsOf(used));
    return clusterId + ids;
  }

  /**
   * Whether positions of {@code used} that belong to {@code identity} mean the same in the stream
   * as it is now. What became of other topics of that identity does not matter.
   *
   * @param identity what {@link #identity} made of these partitions and maybe others
   */
  public boolean holdsPositionsOf(String identity, Collection<PartitionId> used) {
    return topics.keySet().containsAll(topicsOf(used)) && isPartOf(identity(used), identity);
  }

  /** Whether all topics of one {@link #identity} are in another one too, with the same ids. */
  public static boolean isPartOf(String identity, String whole) {
    int ids = identity.indexOf('{') + 1;
    if (ids == 0 || !whole.startsWith(identity.substring(0, ids))) {
      return identity.equals(whole);
    }
    return idsFrom(ids, whole).containsAll(idsFrom(ids, identity));
  }

  /** Topic names whose id differs from, or is missing in, {@code earlier}. */
  public List<String> changedTopics(StreamDescription earlier) {
    if (topics.equals(earlier.topics)) {
      return List.of();
    }
    return earlier.topics.keySet().stream()
        .filter(name -> !Objects.equals(topics.get(name), earlier.topics.get(name)))
        .toList();
  }

  /**
   * This with {@code earlier} as far as topics of that are other ones now or are gone: what
   * positions belong to that were taken of both.
   */
  public StreamDescription beside(StreamDescription earlier) {
    List<String> changed = changedTopics(earlier);
    SortedMap<String, String> ids = new TreeMap<>(topics);
    changed.forEach(topic -> ids.put(topic, Objects.requireNonNull(earlier.topics.get(topic))));
    SortedSet<PartitionId> all = new TreeSet<>(partitions);
    all.removeIf(partition -> partition.topic().filter(changed::contains).isPresent());
    earlier.partitions.stream()
        .filter(partition -> partition.topic().filter(changed::contains).isPresent())
        .forEach(partition -> all.add(partition));
    return new StreamDescription(clusterId, ids, all);
  }

  /** This without some topics, and without their partitions where those say their topic. */
  public StreamDescription without(Collection<String> names) {
    SortedMap<String, String> ids = new TreeMap<>(topics);
    ids.keySet().removeAll(names);
    SortedSet<PartitionId> left = new TreeSet<>(partitions);
    left.removeIf(partition -> partition.topic().filter(names::contains).isPresent());
    return new StreamDescription(clusterId, ids, left);
  }

  private static Set<String> idsFrom(int start, String identity) {
    return Set.of(identity.substring(start, identity.length() - 1).split(", ", -1));
  }

  private static SortedSet<String> topicsOf(Collection<PartitionId> used) {
    return used.stream()
        .flatMap(partition -> partition.topic().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
