package io.warmwell.ipamd.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.warmwell.ipamd.election.LeaseException;
import io.warmwell.ipamd.election.Tenure;
import io.warmwell.ipamd.kubernetes.ApiServerException;
import io.warmwell.ipamd.kubernetes.Connection;
import io.warmwell.ipamd.kubernetes.EniConfig;
import io.warmwell.ipamd.kubernetes.Known;
import io.warmwell.ipamd.kubernetes.NodeView;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Fabric8ApiServerTest {
  private static final int ANSWER_SECONDS_MAX = 20;
  private static final ResourceDefinitionContext ENI_CONFIGS =
      new ResourceDefinitionContext.Builder()
          .withGroup("crd.k8s.amazonaws.com")
          .withVersion("v1alpha1")
          .withKind("ENIConfig")
          .withPlural("eniconfigs")
          .withNamespaced(false)
          .build();
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: it
      clusters: [{name: it, cluster: {server: "SERVER"}}]
      users: [{name: it, user: {token: secret}}]
      contexts: [{name: it, context: {cluster: it, user: it}}]
      """;
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path directory = Path.of("");

  private final KubernetesMockServer mock =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);
  private KubernetesClient people;
  private Fabric8ApiServer server;

  @BeforeEach
  void start() throws IOException {
    mock.init();
    people = mock.createClient();
    server = connect();
  }

  @AfterEach
  void stop() {
    server.close();
    people.close();
    mock.destroy();
  }

  @Test
  void aNodeIsFollowedFromBeforeItExistsUntilItIsGone() throws InterruptedException {
    var told = new LinkedBlockingQueue<Known<NodeView>>();
    try (var following = server.followNode("node-a", told::add)) {
      assertThat(next(told)).isEqualTo(new Known.Missing<>());

      people.resource(node("node-b", "eu-b")).create();
      people.resource(node("node-a", "eu-a")).create();
      var seen = present(next(told));
      assertThat(seen.name()).isEqualTo("node-a");
      assertThat(seen.labels()).containsEntry("k8s.amazonaws.com/eniConfig", "eu-a");
      assertThat(seen.isSchedulable()).isTrue();

      people.nodes().withName("node-a").edit(Fabric8ApiServerTest::cordoned);
      assertThat(present(next(told)).isSchedulable()).isFalse();

      people.nodes().withName("node-a").delete();
      assertThat(next(told)).isEqualTo(new Known.Missing<>());
      assertThat(following).isNotNull();
    }
  }

  @Test
  void anEniConfigIsFollowed() throws InterruptedException {
    var told = new LinkedBlockingQueue<Known<EniConfig>>();
    eniConfig("eu-b", "subnet-0c").create();
    eniConfig("eu-a", "subnet-0a").create();
    try (var following = server.followEniConfig("eu-a", told::add)) {
      assertThat(present(next(told)))
          .isEqualTo(EniConfig.read("eu-a", Map.of("subnet", "subnet-0a")));

      eniConfig("eu-a", "subnet-0b").update();

      assertThat(present(next(told)))
          .isEqualTo(EniConfig.read("eu-a", Map.of("subnet", "subnet-0b")));
      assertThat(following).isNotNull();
    }
  }

  @Test
  void aServerThatIsNotThereIsTriedAgainUntilItIs() throws Exception {
    var port = mock.getPort();
    mock.destroy();
    var told = new LinkedBlockingQueue<Known<NodeView>>();
    try (var following = server.followNode("node-a", told::add)) {
      assertThat(next(told)).isInstanceOf(Known.Unread.class);

      var later =
          new KubernetesMockServer(
              new Context(),
              new MockWebServer(),
              new HashMap<>(),
              new KubernetesCrudDispatcher(),
              false);
      later.init(InetAddress.getLoopbackAddress(), port);
      try {
        assertThat(known(told)).isEqualTo(new Known.Missing<>());
      } finally {
        later.destroy();
      }
      assertThat(following).isNotNull();
    }
  }

  @Test
  void aLeaseIsCreatedReplacedAndNeverOverwritten() {
    var lease = server.lease("sweep");
    assertThat(lease.read()).isEmpty();

    var first = lease.write(tenure("node-a", ""));
    assertThat(lease.read()).contains(first);
    assertThat(first)
        .isEqualTo(new Tenure("node-a", Duration.ofMinutes(15), NOW, NOW, 0, first.version()));

    var second = lease.write(tenure("node-b", first.version()));
    assertThat(second.version()).isNotEqualTo(first.version());
    assertThatThrownBy(() -> lease.write(tenure("node-c", first.version())))
        .isInstanceOf(LeaseException.class)
        .hasMessageContaining("update Lease kube-system/sweep");
    assertThatThrownBy(() -> lease.write(tenure("node-c", "")))
        .isInstanceOf(LeaseException.class)
        .hasMessageContaining("create Lease kube-system/sweep");
    assertThat(lease.read()).contains(second);
  }

  @Test
  void aLeaseThatCannotBeReadSaysWhich() {
    var lease = server.lease("sweep");
    mock.destroy();

    assertThatThrownBy(lease::read)
        .isInstanceOf(LeaseException.class)
        .hasMessageContaining("get Lease kube-system/sweep");
  }

  @Test
  void aKubeconfigThatIsNotThereIsRefused() {
    var missing = new Connection.ByFile(directory.resolve("none"), "");

    assertThatThrownBy(() -> Fabric8ApiServer.connect(missing, "test", new Random(1)))
        .isInstanceOf(ApiServerException.class)
        .hasMessageContaining("KUBECONFIG=");
  }

  private Fabric8ApiServer connect() throws IOException {
    var kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(kubeconfig, KUBECONFIG.replace("SERVER", mock.url("/")));
    return Fabric8ApiServer.connect(
        new Connection.ByFile(kubeconfig, ""), "warmwell/test", new Random(1));
  }

  private static Tenure tenure(String holder, String version) {
    return new Tenure(holder, Duration.ofMinutes(15), NOW, NOW, 0, version);
  }

  private static Node node(String name, String eniConfig) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("k8s.amazonaws.com/eniConfig", eniConfig)
        .endMetadata()
        .build();
  }

  private static Node cordoned(Node node) {
    return new NodeBuilder(node).editOrNewSpec().withUnschedulable(true).endSpec().build();
  }

  private Resource<GenericKubernetesResource> eniConfig(String name, String subnet) {
    var object = new GenericKubernetesResource();
    object.setApiVersion("crd.k8s.amazonaws.com/v1alpha1");
    object.setKind("ENIConfig");
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    object.setAdditionalProperty("spec", Map.of("subnet", subnet));
    return people.genericKubernetesResources(ENI_CONFIGS).resource(object);
  }

  private static <T> T present(Known<T> known) {
    assertThat(known).isInstanceOf(Known.Present.class);
    return ((Known.Present<T>) known).object();
  }

  private static <T> Known<T> next(BlockingQueue<Known<T>> told) throws InterruptedException {
    var known = told.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    assertThat(known).as("what the server told in time").isNotNull();
    return Objects.requireNonNull(known);
  }

  /// The first that is known.
  private static <T> Known<T> known(BlockingQueue<Known<T>> told) throws InterruptedException {
    var known = next(told);
    while (known instanceof Known.Unread<T>) {
      known = next(told);
    }
    return known;
  }
}
