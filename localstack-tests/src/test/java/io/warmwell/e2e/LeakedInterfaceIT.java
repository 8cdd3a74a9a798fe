package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.eni.Interface;
import io.warmwell.pool.EniId;
import io.warmwell.simulator.ec2.CreateInterface;
import io.warmwell.simulator.ec2.Wanted;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a dead node of the cluster left is deleted by the one that is elected.
class LeakedInterfaceIT {
  private static final Duration SWEPT_MAX = Duration.ofSeconds(40);
  private static final String DEAD = "i-0123456789abcdef0";

  private final String name = "leak" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void itGoesAndWhatIsAnotherClustersStays() throws Exception {
    var kubeconfig = directory.resolve("kubeconfig");
    ApiServerInVpc.describe(kubeconfig);
    var settings =
        Map.of(
            "KUBECONFIG", kubeconfig.toString(),
            "MY_NODE_NAME", "node-a",
            "CLUSTER_NAME", "shop",
            "WARMWELL_LEAKED_ENI_INTERVAL", "1s");
    var plan = Worlds.plan(name, directory, settings);
    try (var world = World.open(plan, ShimBinary.locate());
        var api = ApiServerInVpc.open(world)) {
      var leaked = add(world, "shop");
      var foreign = add(world, "bank");

      world.startDaemons();

      var daemon = world.node("node-a").daemon();
      await("the leaked interface is deleted")
          .atMost(SWEPT_MAX)
          .conditionEvaluationListener(_ -> assertThat(daemon.running()).isTrue())
          .until(() -> world.ec2().find(leaked).isEmpty());
      assertThat(world.ec2().find(foreign)).isPresent();
      assertThat(holder(api)).startsWith("node-a/i-");

      assertThat(daemon.stop()).isTrue();
      assertThat(holder(api)).isEmpty();
    }
  }

  private static String holder(ApiServerInVpc api) {
    return api.people()
        .leases()
        .inNamespace("kube-system")
        .withName("warmwell-leaked-enis")
        .require()
        .getSpec()
        .getHolderIdentity();
  }

  private static EniId add(World world, String cluster) {
    var tags =
        Map.of(
            Interface.INSTANCE_TAG,
            DEAD,
            Interface.CLUSTER_TAG,
            cluster,
            Interface.CREATED_AT_TAG,
            Instant.now().minus(Duration.ofHours(2)).toString());
    return world
        .ec2()
        .createNetworkInterface(
            new CreateInterface(
                world.ec2().configuration().subnets().getFirst().id(),
                new CreateInterface.Primary.Any(),
                Wanted.NOTHING,
                List.of(),
                Interface.DESCRIPTION_PREFIX + DEAD,
                tags,
                ""))
        .id();
  }
}
