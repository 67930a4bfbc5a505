package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.PartitionId;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedPartitionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | partition 0",
        "2 | partitions 0, 1",
        "5 | partitions 0, 1, 2, 3, 4",
        "6 | partitions 0, 1, 2, 3, 4 and 1 more",
        "2000 | partitions 0, 1, 2, 3, 4 and 1995 more",
      })
  void sentencesNameTheFirst(int partitions, String text) {
    assertThat(NamedPartitions.of(first(partitions))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | []",
        "1 | [0]",
        "20 | [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]",
        "21 | [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, …]",
      })
  void listsEndWithAnEllipsisWhereThereAreMore(int partitions, String text) {
    assertThat(NamedPartitions.list(first(partitions))).isEqualTo(text);
  }

  private static SortedSet<PartitionId> first(int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(number -> new PartitionId(Integer.toString(number)))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
