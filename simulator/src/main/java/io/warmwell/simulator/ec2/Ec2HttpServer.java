package io.warmwell.simulator.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// EC2's query API over HTTP, for the AWS SDK and every other client of the real one.
///
/// Thread-safe: a virtual thread answers each request. The signature of a request is not verified,
/// but a request without one is refused. Changes that take time take effect by themselves while the
/// server is open.
public final class Ec2HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ec2HttpServer.class);

  /// Larger than any request that EC2's limits allow.
  private static final int REQUEST_BYTES_MAX = 1 << 20;

  private final QueryApi api;
  private final RolePolicy policy = new RolePolicy();
  private final SettlingThread settling;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile Duration delay = Duration.ZERO;

  private record Reply(int status, String body) {}

  /// Serves the state machine; [#alsoListen] tells where.
  public Ec2HttpServer(SimulatedEc2 ec2) {
    this.api = new QueryApi(ec2, policy);
    this.settling = SettlingThread.start(ec2);
  }

  /// Serves the state machine at an address; port 0 takes a free one.
  ///
  /// @throws java.io.UncheckedIOException if the address cannot be bound
  public Ec2HttpServer(SimulatedEc2 ec2, InetSocketAddress address) {
    this(ec2);
    alsoListen(ServerSockets.open(address));
  }

  /// Serves on one more socket, see [ServerSockets#open].
  public void alsoListen(HttpServer server) {
    ServerSockets.serve(server, this::answer, threads);
    servers.add(server);
    LOG.info("serving the EC2 API address={}", server.getAddress());
  }

  /// The first address it listens at.
  ///
  /// @throws IllegalStateException if it listens nowhere
  public InetSocketAddress address() {
    return servers.stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the EC2 API listens nowhere yet"))
        .getAddress();
  }

  /// What callers may do.
  public RolePolicy policy() {
    return policy;
  }

  /// From now on every call takes this much longer, as calls to the real EC2 do.
  public void delay(Duration each) {
    delay = each;
  }

  /// Stops at once; calls that are being answered are cut off.
  @Override
  public void close() {
    settling.close();
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    pause();
    var requestId = UUID.randomUUID().toString();
    var body = exchange.getRequestBody().readNBytes(REQUEST_BYTES_MAX + 1);
    var reply = reply(exchange, body, requestId);
    ServerSockets.reply(exchange, reply.status(), "text/xml;charset=UTF-8", reply.body());
  }

  private void pause() throws InterruptedIOException {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server closes");
    }
  }

  private Reply reply(HttpExchange exchange, byte[] body, String requestId) {
    try {
      requireSignedPost(exchange, body.length);
      return new Reply(200, api.answer(new String(body, StandardCharsets.UTF_8), requestId));
    } catch (RefusedException e) {
      LOG.debug("refused code={} reason={}", e.code(), e.reason());
      return new Reply(e.httpStatus(), error(e, requestId));
    }
  }

  private static void requireSignedPost(HttpExchange exchange, int bodyLength) {
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new RefusedException(
          "InvalidRequest", "Only POST is served, not " + exchange.getRequestMethod());
    }
    if (!exchange.getRequestHeaders().containsKey("Authorization")) {
      throw new RefusedException(
          "AuthFailure", "AWS was not able to validate the provided access credentials");
    }
    if (bodyLength > REQUEST_BYTES_MAX) {
      throw new RefusedException("InvalidRequest", "The request is too large");
    }
  }

  private static String error(RefusedException e, String requestId) {
    return new Xml()
        .nest(
            "Response",
            response ->
                response
                    .nest(
                        "Errors",
                        errors ->
                            errors.nest(
                                "Error",
                                error -> error.put("Code", e.code()).put("Message", e.reason())))
                    .put("RequestID", requestId))
        .toString();
  }
}
