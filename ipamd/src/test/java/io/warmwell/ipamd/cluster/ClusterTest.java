package io.warmwell.ipamd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.config.ClusterSettings;
import io.warmwell.config.DaemonSettings;
import io.warmwell.ipamd.birth.CustomNetworking.Answer;
import io.warmwell.ipamd.election.LeaseStore;
import io.warmwell.ipamd.kubernetes.ApiServer;
import io.warmwell.ipamd.kubernetes.ApiServerException;
import io.warmwell.ipamd.kubernetes.Connection;
import io.warmwell.ipamd.kubernetes.EniConfig;
import io.warmwell.ipamd.kubernetes.Known;
import io.warmwell.ipamd.kubernetes.NodeView;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private static final Map<String, String> IN_A_POD =
      Map.of("KUBERNETES_SERVICE_HOST", "10.1.0.1", "MY_NODE_NAME", "node-a");
  private static final int SECONDS_MAX = 10;

  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Consumer<Known<NodeView>>> followed = new CompletableFuture<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void whereThereIsNoKubernetesNothingIsConnected() {
    try (var cluster =
        cluster(
            Map.of("MY_NODE_NAME", "node-a"),
            _ -> {
              throw new IllegalStateException("there is nothing to connect to");
            })) {
      cluster.join(new Listener(), Optional.empty());
    }

    assertThat(closed).isEmpty();
  }

  @Test
  void aNodeThatIsCordonedIsTold() throws Exception {
    try (var cluster = cluster(IN_A_POD, _ -> new FakeApiServer())) {
      cluster.join(new Listener(), Optional.empty());
      var node = followed.get(SECONDS_MAX, TimeUnit.SECONDS);

      node.accept(new Known.Missing<>());
      node.accept(new Known.Present<>(node(false)));
      node.accept(new Known.Present<>(node(true)));

      assertThat(List.copyOf(heard)).containsExactly("schedulable=true", "schedulable=false");
      assertThat(cluster.networking()).isEmpty();
    }
    assertThat(closed).containsExactly("server");
  }

  @Test
  void withCustomNetworkingTheNodeDecidesWhereInterfacesAreMade() throws Exception {
    var environment = new HashMap<>(IN_A_POD);
    environment.put("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true");
    try (var cluster = cluster(environment, _ -> new FakeApiServer())) {
      cluster.join(new Listener(), Optional.empty());
      followed.get(SECONDS_MAX, TimeUnit.SECONDS).accept(new Known.Present<>(node(false)));

      assertThat(cluster.networking().orElseThrow().wanted()).isInstanceOf(Answer.Wanted.class);
      assertThat(heard).contains("birthplaces");
    }
  }

  @Test
  void aConnectionThatCannotBeMadeLeavesTheDaemonAsItIs() throws InterruptedException {
    try (var cluster =
        cluster(
            IN_A_POD,
            _ -> {
              heard.add("tried");
              throw new ApiServerException("no service account", new IOException("none"));
            })) {
      cluster.join(new Listener(), Optional.empty());

      assertThat(heard.poll(SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo("tried");
    }
    assertThat(closed).isEmpty();
  }

  private static Cluster cluster(
      Map<String, String> environment, Function<Connection, ApiServer> connect) {
    var means = new Cluster.Means(connect, InstantSource.system(), _ -> {}, new Random(1));
    return new Cluster(settings(environment), Connection.of(environment, ""), means);
  }

  private static ClusterSettings settings(Map<String, String> environment) {
    return switch (DaemonSettings.parse(environment)) {
      case DaemonSettings.Parsed.Valid valid -> valid.settings().cluster();
      case DaemonSettings.Parsed.Invalid(var problems) ->
          throw new AssertionError(problems.message());
    };
  }

  private static NodeView node(boolean cordoned) {
    return new NodeView("node-a", Map.of(), Map.of(), Set.of(), cordoned, false);
  }

  private final class Listener implements Cluster.Listener {

    @Override
    public void schedulable(boolean isSchedulable) {
      heard.add("schedulable=" + isSchedulable);
    }

    @Override
    public void birthplacesChanged() {
      heard.add("birthplaces");
    }
  }

  /// Has one ENIConfig, and hands the listener to the test.
  private final class FakeApiServer implements ApiServer {

    @Override
    public Following followNode(String name, Consumer<Known<NodeView>> listener) {
      followed.complete(listener);
      return () -> closed.add("node");
    }

    @Override
    public Following followEniConfig(String name, Consumer<Known<EniConfig>> listener) {
      listener.accept(new Known.Present<>(EniConfig.read(name, Map.of("subnet", "subnet-0a"))));
      return () -> closed.add("config");
    }

    @Override
    public LeaseStore lease(String name) {
      throw new IllegalStateException("nobody stands for election here");
    }

    @Override
    public void close() {
      closed.add("server");
    }
  }
}
