package io.warmwell.cni.server;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A server with strict fakes behind it and the real shim before it, fresh for each test.
abstract class ServerFixture {
  static final Duration SOON = Duration.ofSeconds(10);

  static TestNamespace namespace;

  @TempDir Path directory;
  final List<String> story = Collections.synchronizedList(new ArrayList<>());
  final FakeLeases leases = new FakeLeases(story);
  final FakeWiring wiring = new FakeWiring(story);
  CniServer server;
  Shim shim;

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

  final void start(int workers, int requestsMax) {
    var settings =
        new CniSettings(
            directory.resolve("cni.sock"),
            directory.resolve("spool/deep"),
            9001,
            new CniSettings.Place(Ipv4Prefix.parse("10.0.0.0/20"), Ipv4Address.parse("10.0.0.10")),
            "eni",
            workers,
            requestsMax,
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofSeconds(2));
    server = CniServer.start(settings, leases, wiring, InstantSource.system());
  }

  final List<Process> start(String verb, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Shim.in(directory, "many-" + i, namespace.path()).start(verb))
        .toList();
  }

  static List<String> files(Path directory) {
    try (var files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError("unreadable " + directory, e);
    }
  }
}
