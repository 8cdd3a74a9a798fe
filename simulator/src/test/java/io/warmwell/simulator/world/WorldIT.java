package io.warmwell.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.netlink.sys.Namespaces;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A world without its daemons: what a node finds when its daemon starts.
class WorldIT {
  /// Tests of several builds may run on one machine at the same time.
  private final String name = "wit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");
  private AutoCloseable open = () -> {};

  @AfterEach
  void removeEverything() throws Exception {
    open.close();
  }

  @Test
  void aNodeLearnsFromTheMetadataServiceWhoItIs() throws IOException {
    var world = twoNodesInTwoSubnets();

    for (var node : world.nodes()) {
      var told =
          Namespaces.<String, IOException>run(
              node.namespace().path(), () -> metadata(Endpoints.METADATA_IN_VPC, "instance-id"));

      assertThat(told).isEqualTo(node.instanceId());
    }
  }

  @Test
  void fromOutsideEachNodeHasAMetadataPortOfItsOwn() throws IOException {
    var world = twoNodesInTwoSubnets();

    for (var node : world.nodes()) {
      var told = metadata(world.endpoints().metadata(node.name()), "local-ipv4");

      assertThat(told).isEqualTo(node.address().toString());
    }
  }

  @Test
  void aNodeReachesEc2ThroughTheVpcAndOnlySignedPostsAreServed() throws IOException {
    var node = twoNodesInTwoSubnets().node("node-b");

    var status =
        Namespaces.<Integer, IOException>run(
            node.namespace().path(),
            () -> connection(Endpoints.EC2_IN_VPC + "/").getResponseCode());

    assertThat(status).isBetween(400, 499);
  }

  @Test
  void theNodesTakeTheSubnetsInTurn() throws IOException {
    var world = twoNodesInTwoSubnets();

    assertThat(Ipv4Prefix.parse("10.0.1.0/24").contains(world.node("node-a").address())).isTrue();
    assertThat(Ipv4Prefix.parse("10.0.2.0/24").contains(world.node("node-b").address())).isTrue();
  }

  @Test
  void aNodeHasOnlyItsPrimaryInterfaceAtFirst() throws IOException {
    var world = twoNodesInTwoSubnets();
    var node = world.node("node-a");

    assertThat(Supply.of(node, world.ec2())).isEqualTo(new Supply(1, 0, 0));
    assertThat(node.podLinks()).isZero();
  }

  @Test
  void closingLeavesNothing() throws IOException {
    var world = twoNodesInTwoSubnets();

    world.close();

    assertThat(NetworkNamespace.startingWith(Fabric.prefix(name))).isEmpty();
    assertThat(world.plan().directory()).doesNotExist();
  }

  @Test
  void anUnknownInstanceTypeIsRefusedBeforeAnythingIsBuilt() {
    assertThatThrownBy(() -> World.requireUsable(plan("m5.larg")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node-a")
        .hasMessageContaining("m5.large");
  }

  private World twoNodesInTwoSubnets() throws IOException {
    var shim = Files.writeString(directory.resolve("shim"), "#!/bin/sh\n");
    var world = World.open(plan("m5.large"), shim);
    open = world;
    return world;
  }

  private WorldPlan plan(String type) {
    return new WorldPlan(
        name,
        directory.resolve("world"),
        WorldPlan.DEFAULT_VPC,
        List.of(Ipv4Prefix.parse("10.0.1.0/24"), Ipv4Prefix.parse("10.0.2.0/24")),
        List.of(new NodePlan("node-a", type, Map.of()), new NodePlan("node-b", type, Map.of())),
        Latencies.NONE,
        0);
  }

  private static String metadata(String endpoint, String key) throws IOException {
    var token = connection(endpoint + "/latest/api/token");
    token.setRequestMethod("PUT");
    token.setRequestProperty("X-aws-ec2-metadata-token-ttl-seconds", "60");
    var answer = connection(endpoint + "/latest/meta-data/" + key);
    answer.setRequestProperty("X-aws-ec2-metadata-token", body(token));
    return body(answer);
  }

  private static HttpURLConnection connection(String url) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    // A connection that is kept belongs to the namespace that it was opened in.
    connection.setRequestProperty("Connection", "close");
    return connection;
  }

  private static String body(HttpURLConnection connection) throws IOException {
    try (var stream = connection.getInputStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
