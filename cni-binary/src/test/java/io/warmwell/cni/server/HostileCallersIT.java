package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.cni.protocol.Hostility;
import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers that mean harm: each gets an error, and the server is afterwards as it was before.
///
/// `-Dseed=N` runs another sequence, `-Dfuzz.seconds=N` a longer one.
class HostileCallersIT extends ServerFixture {
  private static final Duration FUZZ = Duration.ofSeconds(Long.getLong("fuzz.seconds", 3));

  private int descriptors;
  private int threads;

  @BeforeEach
  void count() {
    shim.call("ADD");
    shim.call("DEL");
    await().atMost(SOON).until(() -> server.inFlight() == 0);
    descriptors = files(Path.of("/proc/self/fd")).size();
    threads = files(Path.of("/proc/self/task")).size();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(shim.call("ADD").status()).isZero();
    assertThat(shim.call("DEL").status()).isZero();
    await().atMost(SOON).until(() -> server.inFlight() == 0);
    await().atMost(SOON).until(() -> files(Path.of("/proc/self/fd")).size() <= descriptors);
    assertThat(files(Path.of("/proc/self/task"))).hasSizeLessThan(threads + 20);
    assertThat(wiring.links()).isEmpty();
  }

  @Test
  void theSocketAnswersWhateverComes() {
    var hostility = new Hostility(random());
    var end = Instant.now().plus(FUZZ);
    var sent = 0;
    while (Instant.now().isBefore(end)) {
      try (var connection = SeqpacketConnection.connect(directory.resolve("cni.sock"))) {
        var message = hostility.message();
        if (message.length > 0 && connection.send(message, SOON)) {
          assertAnswered(connection);
          sent++;
        }
      }
    }

    System.out.println("messages answered: " + sent);
    assertThat(leases.leased()).isZero();
  }

  @Test
  void standardInputIsAnsweredWhateverComes() {
    var hostility = new Hostility(random());
    var end = Instant.now().plus(FUZZ);
    var called = 0;
    while (Instant.now().isBefore(end)) {
      var verb = hostility.verb();
      var caller = shim.reading(hostility.input());
      var outcome = caller.call(verb);
      if (verb.equals("ADD") && outcome.status() == 0) {
        assertThat(caller.call("DEL").status()).isZero();
      }
      if (outcome.status() != 0 && !verb.isEmpty()) {
        assertThat(outcome.code()).as(outcome.output()).isPositive();
        assertThat(outcome.message()).isNotEmpty();
      }
      called++;
    }

    System.out.println("calls answered: " + called);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../../run/netns/x",
        "/run/../etc/passwd",
        "/",
        "/dev/zero",
        "/dev/full",
        "/proc/self/ns/mnt",
        "/proc/self/ns/net",
        "/proc/self/fd/0",
        "relative",
        "/run/netns/\n\u001b[31m"
      })
  void aNamespaceThatIsNoPodsIsRefusedAndDeletedAllTheSame(String path) {
    var caller = shim.with("CNI_NETNS", path);

    assertThat(caller.call("ADD").code()).isIn(4, 5);
    assertThat(caller.call("CHECK").code()).isIn(4, 5);
    assertThat(caller.call("DEL")).isEqualTo(new Shim.Outcome(0, ""));
    assertThat(leases.leased()).isZero();
  }

  @Test
  void aNamespaceThatIsAPipeDoesNotHoldTheRuntimeUp() throws Exception {
    var pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(shim.with("CNI_NETNS", pipe.toString()).call("ADD").code()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "", "-x", "a b", "a\nINFO forged", "é", "x/../../etc"})
  void namesThatLeadElsewhereAreRefused(String name) {
    assertThat(shim.with("CNI_CONTAINERID", name).call("ADD").code()).isEqualTo(4);
    assertThat(shim.with("CNI_CONTAINERID", name).call("DEL").code()).isEqualTo(4);
    assertThat(shim.with("CNI_IFNAME", name.isEmpty() ? ".." : name + "/").call("ADD").code())
        .isEqualTo(4);
    var configuration = Shim.CONFIGURATION.replace("pods", name.replace("\n", "\\n"));
    assertThat(shim.reading(configuration).call("ADD").code()).isEqualTo(7);
  }

  @Test
  void aNameAsLongAsTheInputAllowsIsRefusedInAFewWords() {
    var long1 = Shim.CONFIGURATION.replace("pods", "/".repeat(150_000));
    var long2 = Shim.CONFIGURATION.replace("1.0.0", "\\u0001".repeat(30_000));

    assertThat(shim.reading(long1).call("ADD").code()).isEqualTo(7);
    assertThat(shim.reading(long2).call("ADD").code()).isEqualTo(1);
    assertThat(shim.reading(long2).call("ADD").output().length()).isLessThan(20_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADD", "CHECK", "DEL", "GC", "STATUS"})
  void inputThatIsTooLongTooDeepOrNoTextIsRefused(String verb) {
    var deep = Shim.CONFIGURATION.replace("}", ",\"a\":" + "[".repeat(50_000) + "}");
    var noText = Shim.CONFIGURATION.replace("pods", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);

    assertThat(shim.reading(new byte[1 << 20]).call(verb).code()).isEqualTo(6);
    assertThat(shim.reading(deep).call(verb).code()).isEqualTo(6);
    assertThat(shim.reading(noText).call(verb).code()).isEqualTo(6);
    assertThat(shim.reading("").call(verb).code()).isEqualTo(6);
    assertThat(shim.reading("[" + Shim.CONFIGURATION + "]").call(verb).code()).isEqualTo(6);
  }

  @Test
  void aSpoolThatHoldsAPipeIsPlayedAllTheSame() throws Exception {
    var spool = directory.resolve("spool/deep");
    Files.createDirectories(spool);
    var pipe = spool.resolve("0.del");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    await().atMost(SOON).until(() -> Files.exists(spool.resolve("0.del.corrupt")));
  }

  private static void assertAnswered(SeqpacketConnection connection) {
    switch (connection.receive(SOON)) {
      case Received.Message message -> {
        assertThat(new String(message.payload(), StandardCharsets.UTF_8)).startsWith("WWA1");
        message.close();
      }
      case Received.Closed _, Received.TimedOut _, Received.Oversized _ ->
          throw new AssertionError("no answer");
    }
  }

  private static RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(Long.getLong("seed", 1));
  }
}
