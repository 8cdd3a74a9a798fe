package io.warmwell.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.ShimBinary;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The burst can be run: one round with few pods, though more than a new node has a prefix for.
class BurstIT {
  /// Tests of several builds may run on one machine at the same time.
  private final String name = "bur" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void allPodsOfANodeAreServedAtOnceAndNothingIsLeftBehind() throws InterruptedException {
    var world = directory.resolve("world");

    var report = Burst.run(name, world, ShimBinary.locate(), new Burst.Size(1, 40, 20), _ -> {});

    assertThat(report.figures())
        .extracting(Figures::contestant)
        .containsOnly(Burst.READY, Burst.STARTED, Contestant.PTP);
    assertThat(report.figures()).allMatch(figures -> figures.sample().percentile(50).isPositive());
    assertThat(report.lines()).anyMatch(line -> line.startsWith("40 pods at once, 20 callers "));
    assertThat(NetworkNamespace.startingWith(Fabric.prefix(name))).isEmpty();
    assertThat(world).doesNotExist();
  }
}
