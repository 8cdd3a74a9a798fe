package io.warmwell.netlink.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeqpacketTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration NOW = Duration.ZERO;

  @TempDir Path directory;
  private SeqpacketServer server;
  private SeqpacketConnection client;
  private SeqpacketConnection accepted;

  @BeforeEach
  void connect() {
    server = SeqpacketServer.listen(directory.resolve("s"), 0600, 8);
    client = SeqpacketConnection.connect(directory.resolve("s"));
    accepted = server.accept().orElseThrow();
  }

  @AfterEach
  void close() {
    client.close();
    accepted.close();
    server.close();
  }

  @Test
  void aMessageArrivesWholeWithItsDescriptors() throws IOException {
    var file = Files.writeString(directory.resolve("f"), "content");

    try (var one = Descriptor.open(file);
        var two = Descriptor.open(directory)) {
      assertThat(client.send(bytes("hello"), List.of(one, two), SOON)).isTrue();
    }

    try (var message = (Received.Message) accepted.receive(SOON)) {
      assertThat(message.payload()).isEqualTo(bytes("hello"));
      assertThat(message.descriptors()).hasSize(2);
      var number = message.descriptors().getFirst().number();
      assertThat(Path.of("/proc/self/fd/" + number).toRealPath()).isEqualTo(file.toRealPath());
    }
  }

  @Test
  void messagesKeepTheirBounds() {
    client.send(bytes("one"), SOON);
    client.send(bytes("two"), SOON);

    assertThat(payload(accepted.receive(SOON))).isEqualTo("one");
    assertThat(payload(accepted.receive(SOON))).isEqualTo("two");
  }

  @Test
  void theLargestMessagePassesBothWays() {
    var largest = new byte[SeqpacketConnection.MESSAGE_BYTES_MAX];

    assertThat(client.send(largest, SOON)).isTrue();
    assertThat(((Received.Message) accepted.receive(SOON)).payload()).hasSameSizeAs(largest);
    assertThat(accepted.send(largest, SOON)).isTrue();
    assertThat(((Received.Message) client.receive(SOON)).payload()).hasSameSizeAs(largest);
  }

  @Test
  void aLargerMessageIsRefusedBeforeItIsSent() {
    var tooLarge = new byte[SeqpacketConnection.MESSAGE_BYTES_MAX + 1];

    assertThatThrownBy(() -> client.send(tooLarge, SOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void silenceEndsWithTheTimeout() {
    assertThat(accepted.receive(NOW)).isEqualTo(new Received.TimedOut());
  }

  @Test
  void aPeerThatHangsUpIsNoticedByReceiverAndSender() {
    client.close();

    assertThat(accepted.receive(SOON)).isEqualTo(new Received.Closed());
    assertThat(accepted.send(bytes("late"), SOON)).isFalse();
  }

  @Test
  void stoppingEndsAnAcceptThatWaits() throws Exception {
    var waiting = CompletableFuture.supplyAsync(server::accept);

    server.stop();

    assertThat(waiting.get(5, TimeUnit.SECONDS)).isEmpty();
    assertThat(server.accept()).isEmpty();
  }

  @Test
  void theFileHasItsModeAndGoesAwayWithTheServer() throws IOException {
    var file = directory.resolve("s");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    server.close();
    assertThat(file).doesNotExist();
  }

  @Test
  void aSocketLeftByAPredecessorIsReplaced() {
    try (var successor = SeqpacketServer.listen(directory.resolve("s"), 0660, 8);
        var connection = SeqpacketConnection.connect(directory.resolve("s"))) {
      connection.send(bytes("new"), SOON);

      try (var peer = successor.accept().orElseThrow()) {
        assertThat(payload(peer.receive(SOON))).isEqualTo("new");
      }
    }
  }

  @Test
  void nobodyListeningIsSaidWithPathAndErrno() {
    assertThatThrownBy(() -> SeqpacketConnection.connect(directory.resolve("none")))
        .isInstanceOf(SystemCallException.class)
        .hasMessage("connect " + directory.resolve("none") + ": ENOENT (2)");
  }

  @Test
  void aPathThatTheKernelCannotHoldIsRefused() {
    var path = Path.of("/tmp/" + "x".repeat(103));

    assertThatThrownBy(() -> SeqpacketServer.listen(path, 0600, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("108 bytes");
  }

  private static String payload(Received received) {
    return new String(((Received.Message) received).payload(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
