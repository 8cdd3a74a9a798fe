package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.cni.protocol.ShimRequest;
import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The shim alone: without a daemon, or with one that misbehaves.
class ShimIT {
  private static TestNamespace namespace;

  @TempDir Path directory;
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
  void prepare() {
    shim = Shim.in(directory, "c1", namespace.path());
  }

  @Test
  void theBinaryIsStaticAndSmall() throws IOException {
    var elf = ByteBuffer.wrap(Files.readAllBytes(Shim.BINARY)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(elf.capacity()).isLessThan(100 * 1024);
    assertThat(programHeaders(elf)).contains(1).doesNotContain(2, 3); // LOAD; DYNAMIC, INTERP
    System.out.println("shim bytes=" + elf.capacity());
  }

  @ParameterizedTest
  @CsvSource({"0.4.0,0.4.0", "1.0.0,1.0.0", "1.1.0,1.1.0", "x,1.1.0"})
  void aVersionProbeIsAnsweredWithoutADaemon(String asked, String answered) {
    var outcome = shim.reading("{ \"cniVersion\" : \"" + asked + "\"}").call("VERSION");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.json().path("cniVersion").asText()).isEqualTo(answered);
    assertThat(outcome.json().path("supportedVersions").toString())
        .isEqualTo("[\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]");
  }

  @Test
  void anAddWithoutADaemonIsToldToTryAgainAndWhy() {
    var began = System.nanoTime();

    var outcome = shim.call("ADD");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.code()).isEqualTo(11);
    assertThat(outcome.message())
        .contains("connect to " + directory.resolve("cni.sock"))
        .contains("No such file or directory");
    assertThat(outcome.json().path("details").asText()).contains("try again");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void anAddGivesUpAtItsDeadlineWhenTheDaemonIsSilent() {
    try (var _ = SeqpacketServer.listen(directory.resolve("cni.sock"), 0600, 8)) {
      var began = System.nanoTime();

      var outcome = shim.with("WARMWELL_TIMEOUT_SECONDS", "1").call("ADD");

      assertThat(outcome.code()).isEqualTo(11);
      assertThat(outcome.message()).contains("wait for a reply").contains("before the deadline");
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }
  }

  @Test
  void anAddWhoseDaemonHangsUpIsToldToTryAgain() {
    try (var server = SeqpacketServer.listen(directory.resolve("cni.sock"), 0600, 8)) {
      var process = shim.start("ADD");
      try (var connection = server.accept().orElseThrow()) {
        ((Received.Message) connection.receive(Duration.ofSeconds(10))).close();
      }

      var outcome = Shim.outcome(process);

      assertThat(outcome.code()).isEqualTo(11);
      assertThat(outcome.message()).contains("closed without a reply");
    }
  }

  @Test
  void aReplyThatIsNoReplyIsRefused() {
    var cut = Arrays.copyOf(ShimReply.result("{}").bytes(), 13);

    assertThat(answered("ADD", cut).code()).isEqualTo(5);
    assertThat(answered("ADD", new byte[] {1}).code()).isEqualTo(5);
    assertThat(answered("DEL", cut).code()).isEqualTo(5);
  }

  @Test
  void aReplyIsPrintedAndItsStatusIsTheExitStatus() {
    var outcome = answered("ADD", new ShimReply(7, "whatever\n").bytes());

    assertThat(outcome).isEqualTo(new Shim.Outcome(7, "whatever\n"));
  }

  @Test
  void aDelWithoutADaemonIsKeptOnce() throws IOException {
    assertThat(shim.call("DEL")).isEqualTo(new Shim.Outcome(0, ""));
    assertThat(shim.with("CNI_NETNS", "").call("DEL")).isEqualTo(new Shim.Outcome(0, ""));
    assertThat(shim.with("CNI_CONTAINERID", "c2").call("DEL").status()).isZero();

    var kept = spooled();
    assertThat(kept).hasSize(2);
    assertThat(kept.stream().map(ShimIT::read).map(ShimRequest::container))
        .containsExactlyInAnyOrder("c1", "c2");
    assertThat(kept.stream().map(ShimIT::read).map(ShimRequest::command)).containsOnly("DEL");
  }

  @Test
  void aDelThatCannotEvenBeKeptFails() {
    var outcome = shim.with("WARMWELL_SPOOL", "/proc/none").call("DEL");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.code()).isEqualTo(11);
    assertThat(outcome.message()).contains("cni.sock").contains("/proc/none");
  }

  @Test
  void missingVariablesAreNamedAllAtOnce() {
    var bare = shim.with("CNI_CONTAINERID", "").with("CNI_NETNS", "").with("CNI_IFNAME", "");

    assertThat(bare.call("ADD").code()).isEqualTo(4);
    assertThat(bare.call("ADD").message())
        .isEqualTo("missing environment variables: CNI_CONTAINERID, CNI_NETNS, CNI_IFNAME");
    assertThat(bare.call("DEL").message())
        .isEqualTo("missing environment variables: CNI_CONTAINERID, CNI_IFNAME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "GCC", "add", "\"\n"})
  void aCommandThatIsNotServedIsRefusedNotIgnored(String command) {
    var outcome = shim.call(command);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.code()).isEqualTo(4);
    assertThat(outcome.message()).startsWith("CNI_COMMAND=" + command + " is not served");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/etc/passwd", "/etc/passwd/x", "/proc/self/ns/net"})
  void anAddNeedsANamespaceThatIsAPods(String path) {
    var outcome = shim.with("CNI_NETNS", path).call("ADD");

    assertThat(outcome.code()).isEqualTo(4);
    assertThat(outcome.message()).contains("CNI_NETNS").contains(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "601", "1s", "-1"})
  void aTimeoutThatIsNoneIsRefused(String seconds) {
    assertThat(shim.with("WARMWELL_TIMEOUT_SECONDS", seconds).call("ADD").code()).isEqualTo(4);
  }

  @Test
  void inputWithoutEndIsRefused() {
    assertThat(shim.reading(new byte[1 << 20]).call("ADD").code()).isEqualTo(6);
    assertThat(shim.with("CNI_ARGS", "A".repeat(9000)).call("ADD").message())
        .isEqualTo("CNI_ARGS is longer than 8192 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"cniVersion\":", "{\"cniVersion\":\"", "{\"\\", "\"", "]]}"})
  void errorsAreJsonWhateverTheInput(String input) {
    assertThat(shim.reading(input).call("ADD").json().path("cniVersion").asText())
        .isEqualTo("1.1.0");
  }

  @Test
  void errorsAreJsonWhateverTheEnvironment() {
    var script =
        "CNI_NETNS=$(printf '/\\001\\377\\303\\251\\355\\240\\200\"\\\\') exec " + Shim.BINARY;

    var outcome = Shim.outcome(shim.start("ADD", "/bin/sh", "-c", script));

    assertThat(outcome.message()).contains("/\u0001\ufffdé\ufffd\ufffd\ufffd\"\\:");
  }

  @Test
  void aVersionInsideThePreviousResultIsNotTheCallers() {
    var outcome =
        shim.reading(
                """
                {"prevResult": {"cniVersion": "0.3.1"}, "x": "cniVersion", "cniVersion": "0.4.0"}
                """)
            .call("ADD");

    assertThat(outcome.json().path("cniVersion").asText()).isEqualTo("0.4.0");
  }

  private Shim.Outcome answered(String command, byte[] reply) {
    try (var server = SeqpacketServer.listen(directory.resolve("cni.sock"), 0600, 8)) {
      var process = shim.start(command);
      try (var connection = server.accept().orElseThrow();
          var _ = (Received.Message) connection.receive(Duration.ofSeconds(10))) {
        assertThat(connection.send(reply, Duration.ofSeconds(10))).isTrue();
        return Shim.outcome(process);
      }
    }
  }

  private List<Path> spooled() throws IOException {
    try (var files = Files.list(directory.resolve("spool/deep"))) {
      return files.toList();
    }
  }

  private static ShimRequest read(Path file) {
    try {
      return ShimRequest.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError("unreadable " + file, e);
    }
  }

  // Elf64_Ehdr: e_phoff at 32, e_phentsize at 54, e_phnum at 56; Elf64_Phdr: p_type at 0 (elf(5)).
  private static List<Integer> programHeaders(ByteBuffer elf) {
    var offset = (int) elf.getLong(32);
    var size = elf.getShort(54);
    return IntStream.range(0, elf.getShort(56))
        .mapToObj(i -> elf.getInt(offset + i * size))
        .toList();
  }
}
