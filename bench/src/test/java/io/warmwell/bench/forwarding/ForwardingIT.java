package io.warmwell.bench.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Forwarding can be measured: one short round.
class ForwardingIT {
  /// Tests of several builds may run on one machine at the same time.
  private final String name = "fit" + ProcessHandle.current().pid();

  @Test
  void everyLoadPassesInEitherLayoutAndNothingIsLeftBehind() {
    var size = new Forwarding.Size(1, List.of(0, 20), Duration.ofMillis(50));

    var report = Forwarding.run(name, size, _ -> {});

    assertThat(report.passages())
        .as("four loads, two layouts, two numbers of pods")
        .hasSize(4 * 2 * 2)
        .allMatch(passage -> passage.took().percentile(50).isPositive());
    assertThat(report.lines())
        .anyMatch(line -> line.matches("UDP, frames of 64 bytes +1,000 packets/s +20 .*"));
    assertThat(NetworkNamespace.startingWith(Fabric.prefix(name))).isEmpty();
  }
}
