package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The VPC punishes a wrong route: what takes the routing away is seen by it.
class LostRoutingIT {
  private static final Pattern MARK_RULE = Pattern.compile("(?m)^(\\d+):\\s+from all fwmark .*$");

  private final String name = "lit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void withoutItsMarkRuleAPodOnASecondaryInterfaceIsTakenForASpoofer() throws Exception {
    var plan = Worlds.plan(name, directory, Map.of(), Map.of());
    try (var world = World.open(plan, ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var pods = Worlds.podsApart(world);

      assertThat(ping(pods).lost()).isEmpty();
      assertThat(world.fabric().counters()).containsEntry(Counter.SPOOFED, 0L);

      // It would put them back.
      node.daemon().kill();
      removeMarkRules(node);

      assertThat(ping(pods).lost()).hasSize(2);
      assertThat(world.fabric().counters().get(Counter.SPOOFED)).isGreaterThanOrEqualTo(2);
    }
  }

  private static Reachability ping(List<Pod> pods) throws InterruptedException {
    return Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 1);
  }

  private static void removeMarkRules(Node node) {
    var rules = Program.check(node.namespace().inside(List.of("ip", "-4", "rule", "show")), "");
    var removals =
        MARK_RULE
            .matcher(rules)
            .results()
            .map(rule -> "rule delete " + rule.group().replaceFirst(":\\s+", " ").strip())
            .map(rule -> rule.replaceFirst("delete (\\d+)", "delete priority $1"))
            .toList();
    assertThat(removals).isNotEmpty();
    node.namespace().ip(removals);
  }
}
