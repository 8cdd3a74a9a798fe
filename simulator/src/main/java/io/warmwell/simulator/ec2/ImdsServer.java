package io.warmwell.simulator.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The instance metadata service, version 2 only, of every simulated instance.
///
/// Thread-safe: a virtual thread answers each request. Who asks is told from the remote address, as
/// the real service tells it from the link. Source: EC2 User Guide, "Use the Instance Metadata
/// Service to access instance metadata".
public final class ImdsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImdsServer.class);
  private static final String TOKEN_PATH = "/latest/api/token";
  private static final String LIFE_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";

  private final MetadataSource source;
  private final Function<InetAddress, Optional<String>> instances;
  private final MetadataTokens tokens = new MetadataTokens();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  private record Reply(int status, String body) {}

  /// @param source what there is to tell
  /// @param instances which instance a remote address belongs to; empty for none
  public ImdsServer(MetadataSource source, Function<InetAddress, Optional<String>> instances) {
    this.source = source;
    this.instances = instances;
  }

  /// Serves on a socket, see [ServerSockets#open].
  public void alsoListen(HttpServer server) {
    ServerSockets.serve(server, this::answer, threads);
    servers.add(server);
    LOG.info("serving instance metadata address={}", server.getAddress());
  }

  /// The first address it listens at.
  ///
  /// @throws IllegalStateException if it listens nowhere
  public InetSocketAddress address() {
    return servers.stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the metadata service listens nowhere yet"))
        .getAddress();
  }

  /// Stops at once; calls that are being answered are cut off.
  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var reply =
        instances
            .apply(exchange.getRemoteAddress().getAddress())
            .map(instanceId -> reply(exchange, instanceId))
            .orElseGet(() -> new Reply(404, "no instance has this address"));
    ServerSockets.reply(exchange, reply.status(), "text/plain", reply.body());
  }

  private Reply reply(HttpExchange exchange, String instanceId) {
    var path = exchange.getRequestURI().getPath();
    return switch (exchange.getRequestMethod()) {
      case "PUT" -> path.equals(TOKEN_PATH) ? token(exchange, instanceId) : new Reply(404, "");
      case "GET" -> metadata(exchange, path, instanceId);
      default -> new Reply(405, "");
    };
  }

  private Reply token(HttpExchange exchange, String instanceId) {
    // The service takes no request that came through a proxy.
    if (exchange.getRequestHeaders().containsKey("X-Forwarded-For")) {
      return new Reply(403, "");
    }
    var life = life(exchange);
    if (life.compareTo(MetadataTokens.LIFE_MIN) < 0
        || life.compareTo(MetadataTokens.LIFE_MAX) > 0) {
      return new Reply(400, "");
    }
    exchange.getResponseHeaders().set(LIFE_HEADER, String.valueOf(life.toSeconds()));
    return new Reply(200, tokens.issue(instanceId, life, source.clock().instant()));
  }

  /// The life that is asked for; zero, which is out of range, when it is missing or no number.
  private static Duration life(HttpExchange exchange) {
    var header = header(exchange, LIFE_HEADER);
    return header.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : Duration.ZERO;
  }

  private Reply metadata(HttpExchange exchange, String path, String instanceId) {
    var now = source.clock().instant();
    if (!tokens.valid(header(exchange, TOKEN_HEADER), instanceId, now)) {
      return new Reply(401, "");
    }
    return source
        .view(instanceId)
        .flatMap(view -> MetadataTree.of(view, source.configuration(), now).at(path.substring(1)))
        .map(text -> new Reply(200, text))
        .orElseGet(() -> new Reply(404, ""));
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }
}
