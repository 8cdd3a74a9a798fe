package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.world.CniCall;
import io.warmwell.simulator.world.Kubelet.Sandbox;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods that live in the subnet that their node's ENIConfig names, and not in the node's.
class CustomNetworkingIT {
  private static final Duration KNOWN_MAX = Duration.ofSeconds(40);
  private static final Ipv4Prefix PODS = Ipv4Prefix.parse("10.0.64.0/20");
  private static final ResourceDefinitionContext ENI_CONFIGS =
      new ResourceDefinitionContext.Builder()
          .withGroup("crd.k8s.amazonaws.com")
          .withVersion("v1alpha1")
          .withKind("ENIConfig")
          .withPlural("eniconfigs")
          .withNamespaced(false)
          .build();

  private final String name = "cust" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void podsGetAddressesOfTheSubnetOfTheEniConfigOnceThereIsOne() throws Exception {
    try (var world = World.open(plan(), ShimBinary.locate())) {
      // The API server is not there yet: the daemon starts all the same.
      world.startDaemons();
      var node = world.node("node-a");
      var early = node.kubelet().sandbox("early");
      refused(node, early, "custom networking needs Node node-a from the API server");

      try (var api = ApiServerInVpc.open(world)) {
        api.people().resource(node("eu-a")).create();
        refused(node, early, "ENIConfig eu-a (named by the node's label k8s.amazonaws.com/eniC");

        eniConfig(api, world).create();
        var pods = List.of(node.kubelet().run("pod-a"), node.kubelet().run("pod-b"));

        assertThat(pods).allMatch(pod -> PODS.contains(pod.address()));
        assertThat(Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 1).lost()).isEmpty();
      }
    }
  }

  private WorldPlan plan() {
    var kubeconfig = directory.resolve("kubeconfig");
    ApiServerInVpc.describe(kubeconfig);
    var settings =
        Map.of(
            "KUBECONFIG", kubeconfig.toString(),
            "MY_NODE_NAME", "node-a",
            "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true",
            "WARMWELL_ADD_WAIT", "1s");
    return new WorldPlan(
        name,
        directory.resolve("world"),
        WorldPlan.DEFAULT_VPC,
        List.of(WorldPlan.DEFAULT_SUBNET, PODS),
        List.of(new NodePlan("node-a", "m5.large", settings)),
        Latencies.NONE,
        0);
  }

  private static io.fabric8.kubernetes.api.model.Node node(String eniConfig) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-a")
        .addToLabels("k8s.amazonaws.com/eniConfig", eniConfig)
        .endMetadata()
        .build();
  }

  private static Resource<GenericKubernetesResource> eniConfig(ApiServerInVpc api, World world) {
    var subnets = world.ec2().configuration().subnets();
    var object = new GenericKubernetesResource();
    object.setApiVersion("crd.k8s.amazonaws.com/v1alpha1");
    object.setKind("ENIConfig");
    object.setMetadata(new ObjectMetaBuilder().withName("eu-a").build());
    object.setAdditionalProperty("spec", Map.of("subnet", subnets.getLast().id().value()));
    return api.people().genericKubernetesResources(ENI_CONFIGS).resource(object);
  }

  /// Asks until the daemon says this.
  private static void refused(Node node, Sandbox sandbox, String why) {
    await("a refusal that says " + why)
        .atMost(KNOWN_MAX)
        .untilAsserted(
            () ->
                assertThat(node.kubelet().add(sandbox))
                    .isInstanceOfSatisfying(
                        CniCall.Failed.class,
                        failed -> assertThat(failed.toString()).contains(why)));
  }
}
