package io.warmwell.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.warmwell.netlink.sys.Namespaces;
import io.warmwell.simulator.world.Endpoints;
import io.warmwell.simulator.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An API server in memory, which the nodes of a world reach where they reach EC2, at another port.
///
/// Thread-safe.
final class ApiServerInVpc implements AutoCloseable {
  private static final int PORT = 6443;
  private static final int BACKLOG = 16;
  private static final URI AS_NODES_SEE_IT = URI.create(Endpoints.EC2_IN_VPC);

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ServerSocket door;
  private final KubernetesClient people;

  private ApiServerInVpc(ServerSocket door) {
    this.door = door;
    server.init();
    this.people = server.createClient();
  }

  /// Opens it; nodes can call from now on.
  static ApiServerInVpc open(World world) {
    var door =
        Namespaces.<ServerSocket, UncheckedIOException>run(
            world.fabric().router().path(), ApiServerInVpc::socket);
    var opened = new ApiServerInVpc(door);
    opened.threads.execute(opened::accept);
    return opened;
  }

  /// Writes what a daemon needs to find it, at any time.
  static void describe(Path kubeconfig) {
    var text =
        """
        apiVersion: v1
        kind: Config
        current-context: it
        clusters: [{name: it, cluster: {server: "SERVER"}}]
        users: [{name: it, user: {token: secret}}]
        contexts: [{name: it, context: {cluster: it, user: it}}]
        """;
    try {
      Files.writeString(kubeconfig, text.replace("SERVER", AS_NODES_SEE_IT + ":" + PORT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What people ask it with.
  KubernetesClient people() {
    return people;
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
    people.close();
    server.destroy();
  }

  private static ServerSocket socket() {
    try {
      return new ServerSocket(PORT, BACKLOG, InetAddress.getByName(AS_NODES_SEE_IT.getHost()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var node = door.accept();
        var inside = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
        threads.execute(() -> pass(node, inside));
        threads.execute(() -> pass(inside, node));
      } catch (IOException _) {
        // Closed, or a caller that has gone.
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // Either end has gone.
    }
  }
}
