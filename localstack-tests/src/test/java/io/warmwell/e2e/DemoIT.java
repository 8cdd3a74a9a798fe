package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cli.demo.Demo;
import io.warmwell.cli.demo.Progress;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `make demo` shows holds.
class DemoIT {
  /// Tests of several builds may run on one machine at the same time.
  private final String name = "dit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void everyPodTalksToEveryOtherAndNothingIsLeftBehind() throws InterruptedException {
    var plan = Demo.plan(name, directory.resolve("world"));

    try (var world = World.open(plan, ShimBinary.locate())) {
      var report = new Demo(world, new Silence()).run();

      assertThat(report.failed()).isEmpty();
      assertThat(report.pairs()).isEqualTo(85 * 84);
      assertThat(report.nodes())
          .extracting(node -> node.name() + ": " + node.pods() + " pods, " + node.mode())
          .containsExactly("node-a: 25 pods, secondary IPs", "node-b: 60 pods, prefixes");
    }

    assertThat(NetworkNamespace.startingWith(Fabric.prefix(name))).isEmpty();
  }

  /// Nobody watches.
  private static final class Silence implements Progress {

    @Override
    public void begins(String what) {}

    @Override
    public void advances(int done, int of) {}

    @Override
    public void ends(String outcome) {}
  }
}
