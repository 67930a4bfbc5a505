package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackAddressesTest {

  @TempDir Path folder;

  @Test
  void addressInUseIsNotGivenOutAgain() {
    try (LoopbackAddresses addresses = LoopbackAddresses.open(folder)) {
      List<String> given = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        given.add(addresses.lease().address());
      }
      assertThat(given)
          .doesNotHaveDuplicates()
          .allMatch(address -> address.matches("127\\.16\\.\\d{1,3}\\.\\d{1,3}"));
    }
  }

  @Test
  void returnedAddressComesLast() {
    try (LoopbackAddresses addresses = LoopbackAddresses.open(folder)) {
      LoopbackAddresses.Lease first = addresses.lease();
      first.close();
      assertThat(addresses.lease().address()).isNotEqualTo(first.address());
    }
  }

  @Test
  void everyRunnerOfTheMachineHasItsOwnNet() {
    try (LoopbackAddresses one = LoopbackAddresses.open(folder);
        LoopbackAddresses other = LoopbackAddresses.open(folder)) {
      assertThat(one.lease().address()).startsWith("127.16.");
      assertThat(other.lease().address()).startsWith("127.17.");
    }
    try (LoopbackAddresses next = LoopbackAddresses.open(folder)) {
      assertThat(next.lease().address()).startsWith("127.16.");
    }
  }
}
