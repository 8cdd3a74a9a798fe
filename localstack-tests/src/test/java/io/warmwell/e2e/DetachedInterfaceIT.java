package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person detaches an interface that pods use: it comes back, and they with it.
class DetachedInterfaceIT {
  private static final Duration BACK_MAX = Duration.ofMinutes(1);

  private final String name = "dit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void theDaemonAttachesItAgainAndItsPodsKeepTheirAddresses() throws Exception {
    var plan = Worlds.plan(name, directory, Map.of(), Map.of());
    try (var world = World.open(plan, ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var pods = Worlds.podsApart(world);
      assertThat(ping(pods).lost()).isEmpty();
      var before = pods.getFirst().address();

      world.ec2().detachNetworkInterface(attachmentOf(world, before));

      assertThat(ping(pods).lost()).isNotEmpty();
      assertThat(comeBack(pods))
          .as(() -> "pods reach each other again" + node.daemon().logEnd())
          .isTrue();
      assertThat(attachmentOf(world, before)).isNotEmpty();
      assertThat(node.kubelet().run("later").address()).isNotEqualTo(before);
    }
  }

  private static String attachmentOf(World world, Ipv4Address address) {
    return world.ec2().interfaces().stream()
        .filter(eni -> eni.addresses().contains(address))
        .map(NetworkInterface::attachment)
        .map(attachment -> attachment instanceof Attachment.To to ? to.id() : "")
        .findFirst()
        .orElseThrow();
  }

  private static boolean comeBack(List<Pod> pods) throws InterruptedException {
    var deadline = Instant.now().plus(BACK_MAX);
    while (Instant.now().isBefore(deadline)) {
      if (ping(pods).lost().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static Reachability ping(List<Pod> pods) throws InterruptedException {
    return Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 1);
  }
}
