package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.warmwell.ipamd.disk.SealedLine;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program that means harm calls the real daemon and the real shim without a pause while pods
/// come and go; in the end the daemon is as it was. `make fuzz` does it for ten minutes.
///
/// `-Dfuzz.seconds=N` takes longer, `-Dfuzz.seed=N` makes the same choices again.
class FuzzIT {
  private static final Logger LOG = LoggerFactory.getLogger(FuzzIT.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 20);
  private static final long SEED = Long.getLong("fuzz.seed", ProcessHandle.current().pid());
  private static final int PODS_BEFORE = 5;
  private static final Duration CALM_WITHIN = Duration.ofSeconds(30);

  /// Threads and descriptors that come and go with what the daemon does meanwhile.
  private static final int SLACK = 16;

  /// The daemon's heap may grow to 96 MB; what it has beside it does not grow.
  private static final long GROWTH_KILOBYTES_MAX = 120_000;

  private static final Pattern UNSOUND = Pattern.compile(" ERROR |broke off|OutOfMemory|^\\sat ");

  private static final Path SOURCE = Path.of("src/test/c/hostile.c");

  @TempDir Path directory = Path.of("");

  @Test
  void aHostileCallerHarmsNobody() throws Exception {
    var name = "fuzz" + ProcessHandle.current().pid();
    var settings = Map.of("ENABLE_PREFIX_DELEGATION", "true", "IP_COOLDOWN_PERIOD", "2");
    try (var world = World.open(Worlds.plan(name, directory, settings), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var pods = new Pods(node);
      for (var i = 0; i < PODS_BEFORE; i++) {
        pods.runAndEnd();
      }
      var before = Vitals.of(node);
      var pid = node.daemon().pid();

      var hostile = start(node);
      while (hostile.isAlive()) {
        pods.runAndEnd();
        deleteAll(node);
      }
      var said = new String(hostile.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(hostile.waitFor()).as("seed %d: %s", SEED, said).isZero();

      pods.runAndEnd();
      assertThat(node.daemon().pid()).isEqualTo(pid);
      Awaitility.await()
          .atMost(CALM_WITHIN)
          .untilAsserted(
              () -> {
                deleteAll(node);
                assertThat(leases(node)).isEmpty();
                assertThat(node.podLinks()).isZero();
                var now = Vitals.of(node);
                assertThat(now.descriptors()).isLessThanOrEqualTo(before.descriptors() + SLACK);
                assertThat(now.threads()).isLessThanOrEqualTo(before.threads() + SLACK);
              });
      var after = Vitals.of(node);
      LOG.info(
          "seed={} seconds={} {} pods={} before={} after={}",
          SEED,
          SECONDS,
          said.strip(),
          pods.count,
          before,
          after);
      assertThat(after.kilobytes()).isLessThan(before.kilobytes() + GROWTH_KILOBYTES_MAX);
      assertThat(Files.readAllLines(node.directories().log()))
          .filteredOn(line -> UNSOUND.matcher(line).find())
          .isEmpty();
    }
  }

  private Process start(Node node) throws IOException {
    var program = directory.resolve("hostile");
    Program.check(List.of("gcc", "-O1", "-o", program.toString(), SOURCE.toString()), "");
    var target = NetworkNamespace.create(node.namespace().name() + "-h");
    var builder =
        new ProcessBuilder(
                node.namespace()
                    .inside(
                        List.of(
                            program.toString(),
                            node.directories().socket().toString(),
                            node.directories().shim().toString(),
                            target.path().toString(),
                            Long.toString(SEED),
                            Integer.toString(SECONDS))))
            .redirectErrorStream(true);
    builder.environment().put("WARMWELL_SPOOL", node.directories().spool().toString());
    return builder.start();
  }

  /// Pods that must not notice.
  private static final class Pods {
    private final Node node;
    private int count;

    private Pods(Node node) {
      this.node = node;
    }

    private void runAndEnd() throws InterruptedException {
      var pod = node.kubelet().run("sound-" + count++);
      var ping = List.of("ping", "-q", "-c1", "-w3", pod.address().toString());
      assertThat(Program.run(node.namespace().inside(ping), "").exitCode())
          .as("%s answers", pod)
          .isZero();
      node.kubelet().end(pod);
    }
  }

  /// What a daemon that leaks has more and more of.
  private record Vitals(int descriptors, int threads, long kilobytes) {

    static Vitals of(Node node) throws IOException {
      var process = Path.of("/proc", node.daemon().pid().orElseThrow().toString());
      var resident =
          Files.readAllLines(process.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .map(line -> line.replaceAll("[^0-9]", ""))
              .findFirst()
              .orElseThrow();
      return new Vitals(
          count(process.resolve("fd")), count(process.resolve("task")), Long.parseLong(resident));
    }

    private static int count(Path directory) throws IOException {
      try (var entries = Files.list(directory)) {
        return (int) entries.count();
      }
    }
  }

  /// A hostile ADD may be a valid one: what it has leased can be given back as any other's.
  private static void deleteAll(Node node) throws IOException {
    for (var lease : leases(node)) {
      var environment =
          Map.of(
              "CNI_COMMAND", "DEL",
              "CNI_CONTAINERID", lease.path("container").asText(),
              "CNI_IFNAME", lease.path("interface").asText(),
              "CNI_PATH", "/opt/cni/bin",
              "WARMWELL_SOCKET", node.directories().socket().toString(),
              "WARMWELL_SPOOL", node.directories().spool().toString());
      var configuration =
          JSON.createObjectNode()
              .put("cniVersion", "1.0.0")
              .put("name", lease.path("network").asText())
              .put("type", "warmwell");
      var shim = node.namespace().inside(List.of(node.directories().shim().toString()));
      var deleted = Program.run(shim, environment, configuration.toString());
      assertThat(deleted.exitCode()).as(deleted.output()).isZero();
    }
  }

  /// As the journal has them.
  private static List<JsonNode> leases(Node node) throws IOException {
    var leases = new LinkedHashMap<String, JsonNode>();
    for (var line : Files.readAllLines(node.directories().run().resolve("journal"))) {
      var entry = entry(line);
      entry
          .filter(json -> json.has("granted"))
          .ifPresent(json -> leases.put(json.path("granted").asText(), json));
      entry
          .filter(json -> json.has("resting"))
          .ifPresent(json -> leases.remove(json.path("resting").asText()));
    }
    return new ArrayList<>(leases.values());
  }

  private static Optional<JsonNode> entry(String line) {
    try {
      var text = SealedLine.open(line);
      return text.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(text.get()));
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }
}
