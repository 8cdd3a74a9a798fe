package io.warmwell.ipamd.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.warmwell.ipamd.election.LeaseStore;
import io.warmwell.ipamd.kubernetes.ApiServer;
import io.warmwell.ipamd.kubernetes.Connection;
import io.warmwell.ipamd.kubernetes.EniConfig;
import io.warmwell.ipamd.kubernetes.Known;
import io.warmwell.ipamd.kubernetes.NodeView;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The API server through the Fabric8 client and the JDK's HTTP client.
///
/// Thread-safe. Nothing here waits for the server but the Lease's calls, each for 10 s at most.
public final class Fabric8ApiServer implements ApiServer {
  private static final ResourceDefinitionContext ENI_CONFIGS =
      new ResourceDefinitionContext.Builder()
          .withGroup("crd.k8s.amazonaws.com")
          .withVersion("v1alpha1")
          .withKind("ENIConfig")
          .withPlural("eniconfigs")
          .withNamespaced(false)
          .build();

  private final KubernetesClient client;
  private final String namespace;

  private Fabric8ApiServer(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /// Prepares the connection; no call is made yet.
  ///
  /// @param userAgent who calls, for the server's logs
  /// @param random keeps nodes apart that lose the server together
  /// @throws ApiServerException if the kubeconfig file cannot be used
  public static Fabric8ApiServer connect(
      Connection connection, String userAgent, RandomGenerator random) {
    var client =
        new KubernetesClientBuilder()
            .withConfig(ClientConfig.of(connection, userAgent, random))
            .withHttpClientFactory(new JdkHttpClientFactory())
            .withTaskExecutorSupplier(Executors::newVirtualThreadPerTaskExecutor)
            .build();
    return new Fabric8ApiServer(client, ClientConfig.namespace(connection));
  }

  @Override
  public Following followNode(String name, Consumer<Known<NodeView>> listener) {
    return follow(client.nodes().withName(name), "Node " + name, Views::node, listener);
  }

  @Override
  public Following followEniConfig(String name, Consumer<Known<EniConfig>> listener) {
    return follow(
        client.genericKubernetesResources(ENI_CONFIGS).withName(name),
        "ENIConfig " + name,
        Fabric8ApiServer::eniConfig,
        listener);
  }

  @Override
  public LeaseStore lease(String name) {
    return new LeaseObject(client, namespace, name);
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T extends HasMetadata, V> Following follow(
      Informable<T> one, String what, Function<T, V> view, Consumer<Known<V>> listener) {
    var follower = new Follower<>(what, view, listener);
    var informer = one.runnableInformer(0);
    informer.addEventHandler(follower).exceptionHandler(follower);
    informer.start();
    return informer::stop;
  }

  private static EniConfig eniConfig(GenericKubernetesResource object) {
    var spec = object.get("spec") instanceof Map<?, ?> map ? map : Map.of();
    return EniConfig.read(object.getMetadata().getName(), spec);
  }
}
