package io.warmwell.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What the CNI executable leaves behind becomes a value.
class CniCallTest {
  private static final Duration TOOK = Duration.ofMillis(2);

  @Test
  void aSuccessfulAddHasAnAddress() {
    var call =
        CniCall.of(
            TOOK, 0, "{\"cniVersion\":\"1.0.0\",\"ips\":[{\"address\":\"10.0.1.7/32\"}]}", "");

    assertThat(call).isInstanceOf(CniCall.Succeeded.class);
    assertThat(((CniCall.Succeeded) call).address()).isEqualTo(Ipv4Address.parse("10.0.1.7"));
  }

  @Test
  void aSuccessfulDelPrintsNothing() {
    var call = (CniCall.Succeeded) CniCall.of(TOOK, 0, "", "");

    assertThatThrownBy(call::address).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anErrorObjectGivesItsCodeAndWords() {
    var call =
        CniCall.of(TOOK, 1, "{\"code\":11,\"msg\":\"no free address\",\"details\":\"wait\"}", "");

    assertThat(call).isEqualTo(new CniCall.Failed(TOOK, 11, "no free address", "wait"));
    assertThat(((CniCall.Failed) call).again()).isTrue();
  }

  @Test
  void anyOtherFailureIsQuoted() {
    var call = CniCall.of(TOOK, 127, "", "not found");

    assertThat(call).isEqualTo(new CniCall.Failed(TOOK, 0, "exit code 127: not found", ""));
  }
}
