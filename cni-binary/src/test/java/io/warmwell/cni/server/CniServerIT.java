package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.cni.protocol.ShimRequest;
import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketConnection;
import io.warmwell.pool.AttachmentKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The verbs from the runtime's side: the real shim, the real socket, strict fakes behind.
class CniServerIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final AttachmentKey C1 = new AttachmentKey("pods", "c1", "eth0");

  private static TestNamespace namespace;

  @TempDir Path directory;
  private final List<String> story = Collections.synchronizedList(new ArrayList<>());
  private final FakeLeases leases = new FakeLeases(story);
  private final FakeWiring wiring = new FakeWiring(story);
  private CniServer server;
  private Shim shim;

  @BeforeAll
  static void createNamespace() {
    namespace = TestNamespace.create();
  }

  @AfterAll
  static void removeNamespace() {
    namespace.close();
  }

  @BeforeEach
  void start() {
    start(4, 64);
    shim = Shim.in(directory, "c1", namespace.path());
  }

  @AfterEach
  void stop() {
    server.close();
  }

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

  private void start(int workers, int requestsMax) {
    var settings =
        new CniSettings(
            directory.resolve("cni.sock"),
            directory.resolve("spool/deep"),
            9001,
            "eni",
            workers,
            requestsMax,
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofSeconds(2));
    server = CniServer.start(settings, leases, wiring, InstantSource.system());
  }

  private List<Process> start(String verb, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Shim.in(directory, "many-" + i, namespace.path()).start(verb))
        .toList();
  }

  private static int descriptors() {
    return files(Path.of("/proc/self/fd")).size();
  }

  private static List<String> files(Path directory) {
    try (var files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError("unreadable " + directory, e);
    }
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
