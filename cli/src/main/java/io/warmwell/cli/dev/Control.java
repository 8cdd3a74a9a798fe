package io.warmwell.cli.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Supply;
import io.warmwell.simulator.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// How the commands in the foreground talk to the world in the background: HTTP on 127.0.0.1.
///
/// Requests are answered one at a time by the server's own thread.
final class Control implements AutoCloseable {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(90);
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;
  private final Runnable changed;
  private final HttpServer server;

  /// What can be done to a daemon.
  enum Verb {
    START,
    STOP,
    KILL,
    RESTART
  }

  private Control(World world, HttpServer server, Runnable changed) {
    this.world = world;
    this.server = server;
    this.changed = changed;
  }

  /// Starts to answer on a free port.
  ///
  /// @param changed called when a daemon has another process than before
  static Control serve(World world, Runnable changed) {
    try {
      var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var control = new Control(world, HttpServer.create(local, 0), changed);
      control.server.createContext("/", control::answer);
      control.server.start();
      return control;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the control port", e);
    }
  }

  /// Where it listens.
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /// Asks the world of a description how it is.
  static JsonNode status(JsonNode world) throws InterruptedException {
    return request(world, HttpRequest.newBuilder().GET(), "/status");
  }

  /// Has something done to a daemon; the answer tells the node's state afterwards.
  static JsonNode daemon(JsonNode world, String node, Verb verb) throws InterruptedException {
    var post = HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody());
    return request(world, post, "/" + node + "/" + verb.name().toLowerCase(Locale.ROOT));
  }

  private static JsonNode request(JsonNode world, HttpRequest.Builder request, String path)
      throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create(world.path("control").asText() + path);
      var answer =
          client.send(
              request.uri(uri).timeout(ANSWER_MAX).build(), HttpResponse.BodyHandlers.ofString());
      var json = JSON.readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(json.path("error").asText());
      }
      return json;
    } catch (IOException e) {
      var name = world.path("name").asText();
      throw new UncheckedIOException(
          "the world does not answer (%s); if it has died, `warmwell dev down --name %s` removes it"
              .formatted(e, name),
          e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      ObjectNode body;
      var code = 200;
      try {
        body = carryOut(exchange.getRequestURI().getPath().split("/"));
      } catch (IllegalArgumentException | IllegalStateException e) {
        body = JSON.createObjectNode().put("error", e.getMessage());
        code = 400;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        body = JSON.createObjectNode().put("error", "interrupted");
        code = 503;
      }
      var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /// @param path empty, then `status`, or a node and a verb
  private ObjectNode carryOut(String[] path) throws InterruptedException {
    if (path.length == 2 && path[1].equals("status")) {
      return status();
    }
    if (path.length != 3) {
      throw new IllegalArgumentException("no such request");
    }
    var node = world.node(path[1]);
    switch (Verb.valueOf(path[2].toUpperCase(Locale.ROOT))) {
      case START -> start(node);
      case STOP -> node.daemon().stop();
      case KILL -> node.daemon().kill();
      case RESTART -> {
        node.daemon().stop();
        start(node);
      }
    }
    changed.run();
    return status(node);
  }

  private static void start(Node node) throws InterruptedException {
    node.daemon().start();
    node.daemon().awaitReady(READY_MAX);
  }

  private ObjectNode status() {
    var status = JSON.createObjectNode();
    status.put("name", world.plan().name());
    var nodes = status.putArray("nodes");
    world.nodes().forEach(node -> nodes.add(status(node)));
    var calls = status.putObject("ec2Calls");
    world.ec2().callsByAction().forEach(calls::put);
    var packets = status.putObject("packets");
    world
        .fabric()
        .counters()
        .forEach((counter, count) -> packets.put(counter.name().toLowerCase(Locale.ROOT), count));
    return status;
  }

  private ObjectNode status(Node node) {
    var supply = Supply.of(node, world.ec2());
    var status = JSON.createObjectNode();
    status.put("name", node.name());
    status.put("ready", node.daemon().ready());
    node.daemon().pid().ifPresent(pid -> status.put("pid", pid));
    status.put("pods", node.podLinks());
    status.put("interfaces", supply.interfaces());
    status.put("addresses", supply.addresses());
    status.put("prefixes", supply.prefixes());
    return status;
  }
}
