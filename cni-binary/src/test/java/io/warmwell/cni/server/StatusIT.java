package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.cni.Difference;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// STATUS from the runtime's side: the real shim, strict fakes behind.
class StatusIT extends ServerFixture {
  private Shim status = new Shim(Map.of(), "");

  @BeforeEach
  void callAsARuntimeDoes() {
    var environment = new TreeMap<>(shim.environment());
    environment.keySet().removeIf(name -> name.startsWith("CNI_") && !name.equals("CNI_PATH"));
    status = new Shim(environment, Shim.CONFIGURATION.replace("1.0.0", "1.1.0"));
  }

  @Test
  void whileAnAddWouldSucceedNothingIsSaid() {
    assertThat(status.call("STATUS")).isEqualTo(new Shim.Outcome(0, ""));
    assertThat(story).isEmpty();
  }

  @Test
  void whyNoAddressCanBeHadIsSaid() {
    leases.unready(false, "no free address: 29 of 29 assigned", "raise MAX_ENI");

    var outcome = status.call("STATUS");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.code()).isEqualTo(50);
    assertThat(outcome.message()).isEqualTo("no free address: 29 of 29 assigned");
    assertThat(outcome.details()).isEqualTo("raise MAX_ENI");
    assertThat(outcome.json().path("cniVersion").asText()).isEqualTo("1.1.0");
  }

  @Test
  void thatPodsAreCutOffIsSaid() {
    leases.unready(true, "no free address", "an interface is lost");

    assertThat(status.call("STATUS").code()).isEqualTo(51);
  }

  @Test
  void thatTheNodeDoesNotRouteIsSaid() {
    wiring.breakNode(new Difference("no rule pref 512 lookup 20000", "restart the daemon"));

    var outcome = status.call("STATUS");

    assertThat(outcome.code()).isEqualTo(51);
    assertThat(outcome.message()).contains("no rule pref 512 lookup 20000");
    assertThat(outcome.details()).contains("restart the daemon");
  }

  @Test
  void aKernelThatDoesNotAnswerIsNotReady() {
    wiring.failInspections();

    assertThat(status.call("STATUS").code()).isEqualTo(50);
  }

  @Test
  void withoutADaemonNothingCanBeAdded() {
    server.close();

    var outcome = status.call("STATUS");

    assertThat(outcome.code()).isEqualTo(50);
    assertThat(outcome.message()).contains("does not answer").contains("cni.sock");
    assertThat(outcome.details()).contains("whether the warmwell daemon runs");
    assertThat(directory.resolve("spool")).doesNotExist();
  }

  @Test
  void aConfigurationThatIsTooOldForTheQuestionIsToldSo() {
    var outcome = status.reading(Shim.CONFIGURATION).call("STATUS");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.message()).contains("STATUS came with cniVersion 1.1.0");
  }

  @Test
  void aCheckHearsWhatThePoolKnows() {
    var added = shim.call("ADD").output();
    leases.trouble(new Difference("no interface has 10.0.1.0", "wait"));

    assertThat(shim.recalling(added).call("CHECK").message()).endsWith("no interface has 10.0.1.0");
  }

  @Test
  void anAnswerLeavesNothingBehind() {
    status.call("STATUS");

    await().atMost(SOON).until(() -> server.inFlight() == 0);
  }
}
