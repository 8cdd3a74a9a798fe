package io.warmwell.simulator.swarm;

import io.warmwell.ipamd.agent.Event;
import io.warmwell.pool.PodName;
import java.time.Duration;
import java.util.Set;

/// Tells a node's daemon which of its pods have no address, as a watch of the API server does:
/// late, twice, with reports that overtake each other, with outages, and perhaps never again.
final class PodsWatch {
  private static final Duration REPEAT_MEAN = Duration.ofSeconds(30);
  private static final Duration OUTAGE_MEAN = Duration.ofMinutes(4);
  private static final double TWICE = 0.1;
  private static final double DEAD_FOR_GOOD = 0.25;

  private final Stage stage;
  private final SwarmNode node;
  private final SwarmOptions.Watch options;
  private boolean calm;
  private boolean down;

  PodsWatch(Stage stage, SwarmNode node) {
    this.stage = stage;
    this.node = node;
    this.options = node.options().watch();
  }

  void begin() {
    if (options.lead().isPositive()) {
      stage.every(REPEAT_MEAN, this::changed);
      stage.every(options.outages(), this::fail);
    }
  }

  /// From now on it tells the truth in time, or nothing at all: then what it said last must not
  /// count for ever.
  void calm() {
    calm = true;
    down = options.lead().isPositive() && stage.chance(DEAD_FOR_GOOD);
    if (down) {
      stage.tell(node.toString(), () -> "!! the pods watch is down for good");
    }
  }

  /// Pods came or went.
  void changed() {
    if (down || (!calm && stage.chance(options.lost()))) {
      return;
    }
    var pods = node.pods().expected();
    deliver(pods);
    if (!calm && stage.chance(TWICE)) {
      deliver(pods);
    }
  }

  private void deliver(Set<PodName> pods) {
    stage
        .timeline()
        .in(
            calm ? Duration.ofMillis(1) : stage.around(options.lag()),
            () -> {
              if (node.daemon().serves()) {
                stage.tell(node.toString(), () -> pods.size() + " pods are expected");
                node.daemon().put(new Event.PodsScheduled(pods));
              }
            });
  }

  private void fail() {
    if (!calm && !down) {
      down = true;
      stage.tell(node.toString(), () -> "!! the pods watch is down");
      stage.timeline().in(stage.around(OUTAGE_MEAN), this::recover);
    }
  }

  private void recover() {
    if (!calm) {
      down = false;
      changed();
    }
  }
}
