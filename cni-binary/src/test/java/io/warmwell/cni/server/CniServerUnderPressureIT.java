package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server when there is too much, too little, or something else than it expects.
class CniServerUnderPressureIT extends ServerFixture {

  @Test
  void addsThatWaitForAnAddressHoldNoThread() {
    shim.with("CNI_CONTAINERID", "old").call("ADD");
    leases.hold();
    var adds = start("ADD", 32);
    await().atMost(SOON).until(() -> leases.waiting() == 32);

    var del = shim.with("CNI_CONTAINERID", "old").call("DEL");

    assertThat(del.status()).isZero();
    assertThat(leases.leased()).isZero();
    leases.letGo();
    assertThat(adds.stream().map(Shim::outcome).map(Shim.Outcome::status)).containsOnly(0);
  }

  @Test
  void manyCallersAtOnceGetOneAddressEachAndLeaveNoDescriptorBehind() {
    shim.call("ADD");
    shim.call("DEL");
    var before = descriptors();

    var added = start("ADD", 32).stream().map(Shim::outcome).toList();
    var deleted = start("DEL", 32).stream().map(Shim::outcome).toList();

    assertThat(added.stream().map(o -> o.json().at("/ips/0/address").asText()))
        .hasSize(32)
        .doesNotHaveDuplicates();
    assertThat(deleted).containsOnly(new Shim.Outcome(0, ""));
    assertThat(leases.leased()).isZero();
    assertThat(wiring.links()).isEmpty();
    await().atMost(SOON).until(() -> server.inFlight() == 0);
    await().atMost(SOON).until(() -> descriptors() <= before);
  }

  @Test
  void whatComesOnTopOfTheLimitIsToldToTryAgain() {
    server.close();
    start(1, 1);
    leases.hold();
    var first = shim.start("ADD");
    await().atMost(SOON).until(() -> leases.waiting() == 1);

    var second = shim.with("CNI_CONTAINERID", "c2").call("ADD");

    assertThat(second.code()).isEqualTo(11);
    leases.letGo();
    assertThat(Shim.outcome(first).status()).isZero();
    // The caller may have its answer before its place is free.
    await().atMost(SOON).until(() -> server.inFlight() == 0);
    assertThat(shim.with("CNI_CONTAINERID", "c2").call("ADD").status()).isZero();
  }

  @Test
  void aBugCostsItsCallerAnErrorAndNobodyElseAnything() {
    leases.breakNextCall();

    var outcome = shim.call("ADD");

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.message()).contains("a bug");
    assertThat(shim.call("ADD").status()).isZero();
  }

  static Stream<byte[]> hostileInput() {
    var deep = "{\"cniVersion\":\"1.0.0\",\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
    var notUtf8 = Shim.CONFIGURATION.replace("pods", "p?ds").getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < notUtf8.length; i++) {
      notUtf8[i] = notUtf8[i] == '?' ? (byte) 0xff : notUtf8[i];
    }
    return Stream.of(
        new byte[0],
        new byte[65_536],
        deep.getBytes(StandardCharsets.UTF_8),
        Shim.CONFIGURATION.substring(0, 30).getBytes(StandardCharsets.UTF_8),
        notUtf8);
  }

  @ParameterizedTest
  @MethodSource("hostileInput")
  void hostileInputGetsAnErrorAndHarmsNobody(byte[] input) {
    for (var verb : List.of("ADD", "DEL")) {
      var outcome = shim.reading(input).call(verb);

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.code()).isEqualTo(6);
      assertThat(outcome.message()).isNotEmpty();
    }
    assertThat(shim.call("ADD").status()).isZero();
    await().atMost(SOON).until(() -> server.inFlight() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1", "WWQ1", "WWQ1\u0007\0\0\0\u007f\u007f\u007f\u007f"})
  void aForeignMessageGetsAnErrorAndHarmsNobody(String message) {
    try (var connection = SeqpacketConnection.connect(directory.resolve("cni.sock"))) {
      connection.send(message.getBytes(StandardCharsets.UTF_8), SOON);

      try (var reply = (Received.Message) connection.receive(SOON)) {
        assertThat(new String(reply.payload(), StandardCharsets.UTF_8)).contains("\"code\":6");
      }
    }
    assertThat(shim.call("ADD").status()).isZero();
  }

  @Test
  void silentConnectionsDoNotKeepTheOthersWaitingForLong() {
    try (var _ = SeqpacketConnection.connect(directory.resolve("cni.sock"));
        var _ = SeqpacketConnection.connect(directory.resolve("cni.sock"));
        var _ = SeqpacketConnection.connect(directory.resolve("cni.sock"));
        var _ = SeqpacketConnection.connect(directory.resolve("cni.sock"))) {
      assertThat(shim.call("ADD").status()).isZero();
    }
  }

  @Test
  void stoppingFinishesWhatIsInFlight() {
    leases.hold();
    var add = shim.start("ADD");
    await().atMost(SOON).until(() -> leases.waiting() == 1);
    var stopping = Thread.ofPlatform().start(server::stop);
    await().atMost(SOON).until(() -> Files.notExists(directory.resolve("cni.sock")));

    leases.letGo();

    assertThat(Shim.outcome(add).status()).isZero();
    await().atMost(SOON).until(() -> !stopping.isAlive());
  }

  @Test
  void stoppingLetsGoWhatDoesNotFinish() {
    leases.hold();
    var add = shim.start("ADD");
    await().atMost(SOON).until(() -> leases.waiting() == 1);

    var quiet = server.stop();
    leases.letGo();

    assertThat(quiet).isFalse();
    assertThat(Shim.outcome(add).code()).isEqualTo(11);
  }

  @Test
  void theShimsOwnTimeIsPrinted() {
    var own = new ArrayList<Double>();
    var floor = new ArrayList<Double>();
    for (var i = 0; i < 200; i++) {
      own.add(millis(() -> Shim.outcome(shim.start("DEL"))));
      floor.add(millis(() -> Shim.outcome(shim.start("DEL", "/bin/true"))));
    }

    assertThat(story).isEmpty();
    System.out.printf(
        "start to exit, p50 of %d: shim DEL %.2f ms, /bin/true %.2f ms%n",
        own.size(), median(own), median(floor));
  }

  private static int descriptors() {
    return files(Path.of("/proc/self/fd")).size();
  }

  private static double millis(Runnable call) {
    var began = System.nanoTime();
    call.run();
    return (System.nanoTime() - began) / 1e6;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
