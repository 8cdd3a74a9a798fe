package io.warmwell.ipamd.cluster;

import io.warmwell.config.ClusterSettings;
import io.warmwell.eni.Pause;
import io.warmwell.ipamd.birth.CustomNetworking;
import io.warmwell.ipamd.kubernetes.ApiServer;
import io.warmwell.ipamd.kubernetes.ApiServerException;
import io.warmwell.ipamd.kubernetes.Connection;
import io.warmwell.ipamd.kubernetes.Known;
import io.warmwell.ipamd.kubernetes.NodeNetworking;
import io.warmwell.ipamd.kubernetes.NodeView;
import io.warmwell.ipamd.kubernetes.fabric8.Fabric8ApiServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's place in its cluster: it follows its Node and its ENIConfig, and takes part in
/// sweeping.
///
/// Thread-safe. Nothing waits for the API server: the daemon serves pods without it, and what it
/// says comes when it comes. Without Kubernetes none of its client's classes is loaded.
public final class Cluster implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  /// A node that has just started has pods to wire before it looks after the cluster.
  private static final Duration CALM = Duration.ofSeconds(3);

  private final ClusterSettings settings;
  private final Optional<Connection> connection;
  private final Means means;
  private final NodeNetworking networking;
  private volatile Optional<Listener> listener = Optional.empty();
  private Optional<Thread> thread = Optional.empty();
  private Optional<Duty> duty = Optional.empty();
  private Optional<ApiServer> server = Optional.empty();
  private boolean closed;

  /// How things are done.
  ///
  /// @param connect makes the connection; called once, where there is one to make
  /// @param random must be safe for concurrent use
  record Means(
      Function<Connection, ApiServer> connect,
      InstantSource clock,
      Pause pause,
      RandomGenerator random) {}

  /// Who hears of the Node.
  public interface Listener {
    /// The node takes pods, or is cordoned.
    void schedulable(boolean isSchedulable);

    /// New interfaces may be wanted elsewhere.
    void birthplacesChanged();
  }

  /// The cluster that the environment tells of.
  ///
  /// @param random must be safe for concurrent use
  public static Cluster of(
      ClusterSettings settings,
      Map<String, String> environment,
      InstantSource clock,
      RandomGenerator random,
      String userAgent) {
    Function<Connection, ApiServer> connect = to -> Fabric8ApiServer.connect(to, userAgent, random);
    return new Cluster(
        settings,
        Connection.of(environment, settings.endpoint()),
        new Means(connect, clock, Thread::sleep, random));
  }

  Cluster(ClusterSettings settings, Optional<Connection> connection, Means means) {
    this.settings = settings;
    this.connection = connection;
    this.means = means;
    this.networking =
        new NodeNetworking(
            settings.nodeName(),
            settings.annotation(),
            settings.label(),
            () -> listener.ifPresent(Listener::birthplacesChanged));
  }

  /// Where pods are to live, if that is not where the node does.
  public Optional<CustomNetworking> networking() {
    return settings.customNetworking() ? Optional.of(networking) : Optional.empty();
  }

  /// Begins to follow, in the background.
  ///
  /// @param wanted what this node would do for all; nothing if it must not
  public synchronized void join(Listener heard, Optional<SweepOrder> wanted) {
    listener = Optional.of(heard);
    if (connection.isEmpty()) {
      log.info(
          "no Kubernetes here, neither KUBECONFIG nor KUBERNETES_SERVICE_HOST is set: the Node is not"
              + " followed, and nobody looks for leaked interfaces");
      return;
    }
    if (settings.nodeName().isEmpty() && wanted.isEmpty()) {
      log.info("the Node is not followed: MY_NODE_NAME is not set");
      return;
    }
    thread =
        Optional.of(
            Thread.ofVirtual().name("kubernetes").start(() -> begin(connection.get(), wanted)));
  }

  @Override
  public synchronized void close() {
    closed = true;
    thread.ifPresent(Thread::interrupt);
    duty.ifPresent(Duty::close);
    server.ifPresent(ApiServer::close);
  }

  private void begin(Connection to, Optional<SweepOrder> wanted) {
    try {
      if (!settings.customNetworking()) {
        means.pause().pause(CALM);
      }
      begin(means.connect().apply(to), wanted);
      log.info("follows the API server node={} connection={}", settings.nodeName(), to);
    } catch (ApiServerException e) {
      log.error("goes on without the API server until the next start: {}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void begin(ApiServer connected, Optional<SweepOrder> wanted) {
    if (closed) {
      connected.close();
      return;
    }
    server = Optional.of(connected);
    if (!settings.nodeName().isEmpty()) {
      connected.followNode(settings.nodeName(), seen -> heard(seen, connected));
    }
    duty = wanted.map(order -> Duty.begin(order, connected, means));
  }

  private void heard(Known<NodeView> seen, ApiServer from) {
    if (seen instanceof Known.Present<NodeView>(NodeView node)) {
      listener.ifPresent(hears -> hears.schedulable(node.isSchedulable()));
    }
    if (settings.customNetworking()) {
      networking.node(seen, from);
    }
  }
}
