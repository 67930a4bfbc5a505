package io.millrace.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.stream.SecretUnreadableException;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskCallException.Kind;
import io.millrace.protocol.VirtualScheduler;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenAddressesTest {

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private @Nullable String secret = "first";
  private boolean readable = true;
  private int reads;
  private final TokenAddresses addresses =
      new TokenAddresses(
          (namespace, reference) -> {
            reads++;
            if (!readable) {
              throw new SecretUnreadableException(
                  "the API server answered 500", new IllegalStateException());
            }
            return Optional.ofNullable(secret);
          },
          new SupervisorKey("ns", "events"),
          8100,
          scheduler);

  @Test
  void theTokenIsReadOnceWhileTasksAcceptIt() throws Exception {
    assertThat(addresses.token()).isEmpty();

    assertThat(called()).isEqualTo("first");
    scheduler.advance(Duration.ofHours(1));
    assertThat(called()).isEqualTo("first");

    assertThat(addresses.token()).contains("first");
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void aTokenThatIsRefusedIsReadAgainButNotAtEachCall() throws Exception {
    called();
    scheduler.advance(Duration.ofHours(1));
    secret = "second";

    for (int call = 0; call < 100; call++) {
      addresses.refused();
    }
    assertThat(called()).isEqualTo("second");
    assertThat(reads).isEqualTo(2);

    scheduler.advance(Duration.ofSeconds(30));
    addresses.refused();
    assertThat(reads).isEqualTo(3);
  }

  @Test
  void aTokenThatIsRefusedStaysKnownWhereItsSecretCannotBeReadOrIsGone() throws Exception {
    called();
    secret = null;
    scheduler.advance(Duration.ofMinutes(1));
    addresses.refused();
    readable = false;
    scheduler.advance(Duration.ofMinutes(1));
    addresses.refused();

    assertThat(reads).isEqualTo(3);
    assertThat(addresses.token()).contains("first");
    assertThat(called()).isEqualTo("first");
  }

  @Test
  void aSecretThatIsGoneIsToldFromOneThatCannotBeReadNow() {
    secret = null;
    assertThatThrownBy(this::called)
        .satisfies(e -> assertThat(kind(e)).isEqualTo(Kind.UNAUTHORISED));

    readable = false;
    assertThatThrownBy(this::called)
        .satisfies(e -> assertThat(kind(e)).isEqualTo(Kind.UNREACHABLE));

    addresses.refused();
    assertThat(addresses.token()).isEmpty();
  }

  private String called() throws TaskCallException {
    return addresses.of("uid", "10.0.0.1").token();
  }

  private static Kind kind(Throwable thrown) {
    return ((TaskCallException) thrown).kind();
  }
}
