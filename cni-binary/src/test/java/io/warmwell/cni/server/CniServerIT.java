package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.cni.protocol.ShimRequest;
import io.warmwell.pool.AttachmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The verbs from the runtime's side: the real shim, the real socket, strict fakes behind.
class CniServerIT extends ServerFixture {
  private static final AttachmentKey C1 = new AttachmentKey("pods", "c1", "eth0");

  @Test
  void anAddIsAnsweredWithWhatWasWired() {
    var outcome = shim.call("ADD");

    assertThat(outcome.status()).isZero();
    var link = wiring.links().getFirst();
    assertThat(link.hostInterface()).matches("eni[0-9a-f]{11}");
    assertThat(link.alias()).isEqualTo("warmwell:pods/c1/eth0");
    assertThat(link.mtu()).isEqualTo(9001);
    assertThat(link.deviceIndex()).isEqualTo(1);
    var json = outcome.json();
    assertThat(json.at("/interfaces/0/name").asText()).isEqualTo(link.hostInterface());
    assertThat(json.at("/interfaces/1/sandbox").asText()).isEqualTo(namespace.path());
    assertThat(json.at("/ips/0/address").asText()).isEqualTo("10.0.1.0/32");
  }

  @Test
  void theDaemonGetsTheNamespaceOfThePodNotItsOwn() throws IOException {
    shim.call("ADD");

    assertThat(wiring.namespaceInode())
        .isEqualTo(Files.getAttribute(Path.of(namespace.path()), "unix:ino"));
  }

  @Test
  void theConfigurationMayLowerTheMtu() {
    shim.reading(Shim.CONFIGURATION.replace("}", ",\"mtu\":1400}")).call("ADD");

    assertThat(wiring.links().getFirst().mtu()).isEqualTo(1400);
  }

  @Test
  void aDelReleasesTheAddressOnlyAfterItIsUnwired() {
    shim.call("ADD");

    var outcome = shim.call("DEL");

    assertThat(outcome).isEqualTo(new Shim.Outcome(0, ""));
    assertThat(story)
        .containsExactly("lease 10.0.1.0", "wire 10.0.1.0", "unwire 10.0.1.0", "release 10.0.1.0");
  }

  @Test
  void aDelNeedsNoNamespaceAndMayBeRepeated() {
    shim.call("ADD");

    assertThat(shim.with("CNI_NETNS", "").call("DEL").status()).isZero();
    assertThat(shim.with("CNI_NETNS", "/run/netns/gone").call("DEL").status()).isZero();
    assertThat(leases.leased()).isZero();
  }

  @Test
  void aDelForAStrangerSucceeds() {
    assertThat(shim.call("DEL")).isEqualTo(new Shim.Outcome(0, ""));
    assertThat(story).isEmpty();
  }

  @Test
  void aRepeatedAddGivesTheSameAnswer() {
    assertThat(shim.call("ADD")).isEqualTo(shim.call("ADD"));
  }

  @Test
  void aRefusalReachesTheRuntimeWordForWord() {
    leases.refuse(11, "no free address: 29 of 29 assigned", "raise MAX_ENI");

    var outcome = shim.call("ADD");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.code()).isEqualTo(11);
    assertThat(outcome.message()).isEqualTo("no free address: 29 of 29 assigned");
    assertThat(outcome.json().path("details").asText()).isEqualTo("raise MAX_ENI");
  }

  @Test
  void aFailedWiringLeavesNothingAndSaysWhy() {
    wiring.failAdds();

    var outcome = shim.call("ADD");

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.message())
        .contains("default/c1")
        .contains("10.0.1.0")
        .contains("ENOSPC (28)");
    assertThat(story).containsExactly("lease 10.0.1.0", "unwire 10.0.1.0", "release 10.0.1.0");
  }

  @Test
  void aRepeatedAddThatFailsLeavesTheLivePodAlone() {
    shim.call("ADD");
    wiring.failAdds();

    var outcome = shim.call("ADD");

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(leases.has(C1)).isTrue();
    assertThat(wiring.links()).hasSize(1);
  }

  @Test
  void anAddressWhoseRouteCannotBeRemovedStaysLeased() {
    shim.call("ADD");
    wiring.failRemoves(true);

    var outcome = shim.call("DEL");

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.message()).contains("EPERM (1)");
    assertThat(leases.has(C1)).isTrue();
    wiring.failRemoves(false);
    assertThat(shim.call("DEL").status()).isZero();
    assertThat(leases.has(C1)).isFalse();
  }

  @Test
  void anAddWhoseCallerVanishesIsUndone() {
    leases.hold();
    var caller = shim.start("ADD");
    await().atMost(SOON).until(() -> leases.waiting() == 1);
    caller.destroyForcibly();
    await().atMost(SOON).until(() -> !caller.isAlive());

    leases.letGo();

    await().atMost(SOON).until(() -> server.inFlight() == 0);
    assertThat(story).containsExactly("lease 10.0.1.0", "unwire 10.0.1.0", "release 10.0.1.0");
    assertThat(wiring.links()).isEmpty();
  }

  @Test
  void anAddWhoseCallerVanishesDuringTheWiringIsUndone() {
    var caller = new AtomicReference<Process>();
    wiring.duringAdd(
        () -> {
          await().atMost(SOON).until(() -> caller.get() != null);
          caller.get().destroyForcibly();
          await().atMost(SOON).until(() -> !caller.get().isAlive());
        });

    caller.set(shim.start("ADD"));

    await().atMost(SOON).until(() -> story.size() == 4 && server.inFlight() == 0);
    assertThat(story)
        .containsExactly("lease 10.0.1.0", "wire 10.0.1.0", "unwire 10.0.1.0", "release 10.0.1.0");
    assertThat(wiring.links()).isEmpty();
  }

  @Test
  void aDelWaitsForTheAddThatItOvertook() {
    leases.hold();
    var add = shim.start("ADD");
    await().atMost(SOON).until(() -> leases.waiting() == 1);
    var del = shim.start("DEL");
    await().atMost(SOON).until(() -> server.inFlight() == 2);

    leases.letGo();

    assertThat(Shim.outcome(add).status()).isZero();
    assertThat(Shim.outcome(del).status()).isZero();
    assertThat(story)
        .containsExactly("lease 10.0.1.0", "wire 10.0.1.0", "unwire 10.0.1.0", "release 10.0.1.0");
  }

  @Test
  void aDelSpooledWithoutADaemonIsPlayedWhenOneStarts() throws IOException {
    shim.call("ADD");
    server.close();
    assertThat(shim.call("DEL").status()).isZero();
    assertThat(leases.has(C1)).isTrue();
    var spool = directory.resolve("spool/deep");
    Files.writeString(spool.resolve("bad.del"), "garbage");
    Files.writeString(spool.resolve(".half.del.7"), "WW");

    start(4, 64);

    await().atMost(SOON).until(() -> !leases.has(C1) && files(spool).size() == 2);
    assertThat(wiring.links()).isEmpty();
    assertThat(files(spool)).containsExactlyInAnyOrder("bad.del.corrupt", ".half.del.7");
  }

  @Test
  void aSpooledDelThatFailsStaysForTheNextTime() throws IOException {
    shim.call("ADD");
    server.close();
    shim.call("DEL");
    wiring.failRemoves(true);
    var spool = directory.resolve("spool/deep");

    start(4, 64);

    await().atMost(SOON).until(() -> server.inFlight() == 0 && leases.has(C1));
    assertThat(files(spool)).hasSize(1);
    assertThat(
            ShimRequest.parse(Files.readAllBytes(spool.resolve(files(spool).getFirst()))).command())
        .isEqualTo("DEL");
    wiring.failRemoves(false);
    await().atMost(SOON).until(() -> files(spool).isEmpty() && !leases.has(C1));
  }
}
