package io.warmwell.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.ShimBinary;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The race can be run: one short round.
class RaceIT {
  /// Tests of several builds may run on one machine at the same time.
  private final String name = "bit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void everyContestantAddsAndDeletesAndNothingIsLeftBehind() throws InterruptedException {
    var world = directory.resolve("world");
    var size = new Race.Size(1, 2, List.of(1, 2));

    var report = Race.run(name, world, ShimBinary.locate(), size, _ -> {});

    assertThat(report.figures())
        .as("ADD, DEL and CPU of five, links of the four that make some")
        .hasSize((5 * 3 + 4) * 2)
        .allMatch(figures -> figures.sample().percentile(50).isPositive());
    assertThat(report.lines())
        .anyMatch(line -> line.startsWith("ADD  Warmwell "))
        .anyMatch(line -> line.startsWith("ADD  Warmwell, IPv4 + IPv6 / Warmwell "))
        .anyMatch(line -> line.startsWith("DEL  ptp + host-local / Warmwell "))
        .anyMatch(line -> line.startsWith("all links gone  bridge + host-local "));
    assertThat(NetworkNamespace.startingWith(Fabric.prefix(name))).isEmpty();
    assertThat(world).doesNotExist();
  }
}
