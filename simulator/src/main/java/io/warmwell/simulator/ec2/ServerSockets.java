package io.warmwell.simulator.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listening sockets of the simulator's HTTP servers.
///
/// A socket belongs to the network namespace that its creator's thread is in. Whoever wants the
/// server inside another namespace calls [#open] on a thread that has entered it, and hands over
/// the result.
public final class ServerSockets {
  static {
    // Without it the JDK's server sends head and body of a reply 40 ms apart, as long as the peer's
    // kernel delays its acknowledgement. The server reads it when its class is loaded.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Logger LOG = LoggerFactory.getLogger(ServerSockets.class);
  private static final int BACKLOG = 128;

  private ServerSockets() {}

  /// Binds a socket in the network namespace of the calling thread.
  ///
  /// @throws UncheckedIOException if the address cannot be bound
  public static HttpServer open(InetSocketAddress address) {
    try {
      return HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("listen on " + address, e);
    }
  }

  /// Answers with this text.
  static void reply(HttpExchange exchange, int status, String contentType, String text)
      throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// Makes a bound socket answer with the handler.
  static void serve(HttpServer server, HttpHandler handler, ExecutorService threads) {
    server.createContext("/", exchange -> answer(exchange, handler));
    server.setExecutor(threads);
    server.start();
  }

  /// The JDK's server would swallow what a handler throws; a defect of the simulated world must be
  /// seen, and its client told.
  private static void answer(HttpExchange exchange, HttpHandler handler) throws IOException {
    try {
      handler.handle(exchange);
    } catch (RuntimeException e) {
      LOG.error("request failed uri={}", exchange.getRequestURI(), e);
      if (exchange.getResponseCode() < 0) {
        exchange.sendResponseHeaders(500, -1);
      }
    } finally {
      exchange.close();
    }
  }
}
