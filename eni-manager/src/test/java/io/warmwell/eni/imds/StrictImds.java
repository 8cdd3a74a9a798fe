package io.warmwell.eni.imds;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A metadata service that wants its newest token with every question.
///
/// Thread-safe by its monitor.
final class StrictImds implements AutoCloseable {
  static final String MAC = "02:00:00:00:00:01";
  private static final String MACS = "network/interfaces/macs/" + MAC + "/";

  private final Map<String, String> entries =
      new HashMap<>(
          Map.ofEntries(
              Map.entry("instance-id", "i-1"),
              Map.entry("instance-type", "m5.large"),
              Map.entry("placement/region", "eu-west-1"),
              Map.entry("placement/availability-zone", "eu-west-1a"),
              Map.entry("mac", MAC),
              Map.entry("local-ipv4", "10.0.0.10"),
              Map.entry(MACS + "interface-id", "eni-1"),
              Map.entry(MACS + "subnet-id", "subnet-1"),
              Map.entry(MACS + "security-group-ids", "sg-1\nsg-2"),
              Map.entry(MACS + "vpc-ipv4-cidr-blocks", "10.0.0.0/16\n100.64.0.0/16"),
              Map.entry(MACS + "vpc-id", "vpc-1")));
  private final Deque<Integer> faults = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private final HttpServer server;
  private int tokens;

  StrictImds() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// The next request is answered with this status.
  synchronized StrictImds fails(int status) {
    faults.add(status);
    return this;
  }

  /// The token given last is no longer taken.
  synchronized void expireToken() {
    tokens++;
  }

  synchronized void forget(String entry) {
    entries.remove(entry);
  }

  /// Method and path of every request.
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      requests.add(exchange.getRequestMethod() + " " + path);
      var fault = faults.poll();
      if (fault != null) {
        exchange.sendResponseHeaders(fault, -1);
      } else if (path.equals("/latest/api/token")) {
        grantToken(exchange);
      } else {
        read(exchange, path.substring("/latest/meta-data/".length()));
      }
    }
  }

  private void grantToken(HttpExchange exchange) throws IOException {
    var ttl = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
    if (!exchange.getRequestMethod().equals("PUT") || !"21600".equals(ttl)) {
      exchange.sendResponseHeaders(400, -1);
      return;
    }
    send(exchange, "token-" + ++tokens);
  }

  private void read(HttpExchange exchange, String entry) throws IOException {
    var token = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
    var text = entries.get(entry);
    if (!("token-" + tokens).equals(token)) {
      exchange.sendResponseHeaders(401, -1);
    } else if (text == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      send(exchange, text);
    }
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    var body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }
}
