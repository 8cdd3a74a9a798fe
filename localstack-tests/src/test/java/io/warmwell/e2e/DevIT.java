package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmwell.cli.Warmwell;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A world in the background comes up, can be used from a shell, and goes without a trace.
class DevIT {
  private final String name = "dev" + ProcessHandle.current().pid();

  private record Answer(int exitCode, String output, String errors) {}

  @AfterEach
  void removeEverything() {
    dev("down");
  }

  @Test
  void aPodIsAddedAndDeletedByTheLinesThatAreGiven() throws IOException {
    var up = dev("up", "--ec2-latency", "none", "--nodes", "1", "-o", "json");
    assertThat(up.exitCode()).as(up.errors()).isZero();
    var node = json(up).at("/nodes/0");

    var added = Program.run(List.of("sh", "-c", node.path("add").asText()), "");

    assertThat(added.exitCode()).as(added.output() + added.errors()).isZero();
    assertThat(json(dev("status", "-o", "json")).at("/nodes/0/pods").asInt()).isEqualTo(1);

    var deleted = Program.run(List.of("sh", "-c", node.path("del").asText()), "");

    assertThat(deleted.exitCode()).as(deleted.output() + deleted.errors()).isZero();
    assertThat(dev("up").errors()).contains("is up already");
    assertThat(dev("down").exitCode()).isZero();
    assertNothingIsLeft();
  }

  @Test
  void whatADeadBackgroundProcessLeftIsRemoved() throws IOException {
    var up = dev("up", "--ec2-latency", "none", "--nodes", "1", "-o", "json");
    assertThat(up.exitCode()).as(up.errors()).isZero();
    var process = ProcessHandle.of(json(up).path("pid").asLong()).orElseThrow();

    process.destroyForcibly();
    process.onExit().join();

    assertThat(dev("status").exitCode()).isEqualTo(1);
    assertThat(dev("up").errors()).contains("dev down --name " + name);
    assertThat(dev("down").exitCode()).isZero();
    assertNothingIsLeft();
  }

  @Test
  void whatCannotBeUsedIsRefusedBeforeAnythingIsBuilt() {
    assertThat(dev("up", "--instance-type", "m5.larg").errors()).contains("m5.large");
    assertThat(dev("up", "--set", "WARM_IP_TARGT=1").errors()).contains("WARM_IP_TARGET");
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(NetworkNamespace.startingWith(Fabric.prefix(name))).isEmpty();
    assertThat(Path.of("/tmp/warmwell-dev", name)).doesNotExist();
  }

  private Answer dev(String verb, String... arguments) {
    var output = new StringWriter();
    var errors = new StringWriter();
    var line =
        Warmwell.commandLine()
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(errors, true));
    var all = new ArrayList<>(List.of("dev", verb, "--name", name));
    all.addAll(List.of(arguments));
    var code = line.execute(all.toArray(String[]::new));
    return new Answer(code, output.toString(), errors.toString());
  }

  private static JsonNode json(Answer answer) throws IOException {
    return new ObjectMapper().readTree(answer.output());
  }
}
