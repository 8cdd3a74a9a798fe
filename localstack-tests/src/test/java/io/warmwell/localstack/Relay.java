package io.warmwell.localstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.warmwell.contract.Divergence;
import io.warmwell.contract.ReadableMacs;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The EC2 endpoint that daemons see when LocalStack is their EC2.
///
/// Passes requests and answers on, as they are but for [#MADE_UP_FOR]; what a call changed has its
/// effect in the network before the call is answered, as [LocalStackVpc#settle] does it. An action
/// that the daemon is not known to call is refused.
///
/// Thread-safe: one call at a time changes something.
final class Relay implements AutoCloseable {
  /// What daemons cannot live with; everything else that LocalStack does otherwise than EC2 they
  /// have to bear.
  static final Set<Divergence> MADE_UP_FOR =
      Set.copyOf(
          EnumSet.of(
              Divergence.ADDRESSES_AT_RANDOM,
              Divergence.EVERY_ADDRESS_ANSWERED,
              Divergence.MACS_MALFORMED));

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private static final Set<String> ASKING =
      Set.of(
          "DescribeInstanceTypes",
          "DescribeInstances",
          "DescribeNetworkInterfaces",
          "DescribeSecurityGroups",
          "DescribeSubnets");

  private static final Set<String> CHANGING =
      Set.of(
          "AssignPrivateIpAddresses",
          "AttachNetworkInterface",
          "CreateNetworkInterface",
          "CreateTags",
          "DeleteNetworkInterface",
          "DetachNetworkInterface",
          "ModifyNetworkInterfaceAttribute",
          "UnassignPrivateIpAddresses");

  /// The signature's headers and what describes the body; the HTTP client sets the others itself.
  private static final Pattern PASSED_ON =
      Pattern.compile("authorization|content-type|user-agent|x-amz-.*|amz-sdk-.*");

  private static final String COUNT = "SecondaryPrivateIpAddressCount";
  private static final Pattern ASSIGNED_ITEM = Pattern.compile("(?s)<item>.*?</item>");
  private static final Pattern ADDRESS =
      Pattern.compile("<privateIpAddress>([0-9.]+)</privateIpAddress>");

  private final URI localStack;
  private final LocalStackVpc vpc;
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock changing = new ReentrantLock();
  private final Set<Divergence> met = ConcurrentHashMap.newKeySet();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  private record Reply(int status, String contentType, String body) {}

  private Relay(URI localStack, LocalStackVpc vpc, HttpServer server) {
    this.localStack = localStack;
    this.vpc = vpc;
    this.server = server;
  }

  /// Answers on a socket from now on.
  static Relay start(URI localStack, LocalStackVpc vpc, HttpServer server) {
    var relay = new Relay(localStack, vpc, server);
    server.createContext("/", relay::answer);
    server.setExecutor(relay.threads);
    server.start();
    return relay;
  }

  /// Those of [#MADE_UP_FOR] that it had to make up for.
  Set<Divergence> met() {
    return Set.copyOf(met);
  }

  /// Actions that were called and are not known to be.
  List<String> refused() {
    return List.copyOf(refused);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    http.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var reply = reply(exchange, Form.parse(body));
      var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (RuntimeException e) {
      // The JDK's server would drop it, and the daemon would see a lost answer.
      LOG.error("relay failed uri={}", exchange.getRequestURI(), e);
      refused.add(e.toString());
      throw e;
    }
  }

  private Reply reply(HttpExchange exchange, Form form) throws IOException {
    var action = form.action();
    if (ASKING.contains(action)) {
      return forward(exchange, form);
    }
    if (!CHANGING.contains(action)) {
      refused.add(action);
      return invalid(action);
    }
    changing.lock();
    try {
      var had = had(form);
      var reply = forward(exchange, withAddressesNamed(form));
      vpc.settle();
      return action.equals("AssignPrivateIpAddresses") ? withNewOnly(reply, had) : reply;
    } finally {
      changing.unlock();
    }
  }

  /// EC2 chooses addresses that nobody has.
  private Form withAddressesNamed(Form form) {
    var count = Integer.parseInt(form.find(COUNT).orElse("0"));
    var named = new LinkedHashMap<String, String>();
    switch (form.action()) {
      case "CreateNetworkInterface" -> {
        for (var i = 1; i <= count + 1; i++) {
          var name = "PrivateIpAddresses." + i + ".";
          named.put(name + "PrivateIpAddress", vpc.newAddress().toString());
          named.put(name + "Primary", String.valueOf(i == 1));
        }
      }
      case "AssignPrivateIpAddresses" -> {
        for (var i = 1; i <= count; i++) {
          named.put("PrivateIpAddress." + i, vpc.newAddress().toString());
        }
      }
      default -> {
        return form;
      }
    }
    if (!named.isEmpty()) {
      met.add(Divergence.ADDRESSES_AT_RANDOM);
    }
    return form.replacing(COUNT, named);
  }

  /// The addresses of the interface that is talked about.
  private Set<String> had(Form form) {
    return form.find("NetworkInterfaceId").stream()
        .flatMap(vpc::addresses)
        .collect(Collectors.toSet());
  }

  /// EC2 answers an assignment with what it has assigned.
  private Reply withNewOnly(Reply reply, Set<String> had) {
    var shortened =
        ASSIGNED_ITEM
            .matcher(reply.body())
            .replaceAll(
                item -> {
                  var address = ADDRESS.matcher(item.group());
                  if (address.find() && had.contains(address.group(1))) {
                    met.add(Divergence.EVERY_ADDRESS_ANSWERED);
                    return "";
                  }
                  return item.group();
                });
    return new Reply(reply.status(), reply.contentType(), shortened);
  }

  private Reply forward(HttpExchange exchange, Form form) throws IOException {
    var request =
        HttpRequest.newBuilder(localStack)
            .POST(HttpRequest.BodyPublishers.ofString(form.toString()));
    exchange.getRequestHeaders().entrySet().stream()
        .filter(it -> PASSED_ON.matcher(it.getKey().toLowerCase(Locale.ROOT)).matches())
        .forEach(it -> it.getValue().forEach(value -> request.header(it.getKey(), value)));
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var readable = ReadableMacs.read(answer.body());
      if (!readable.equals(answer.body())) {
        met.add(Divergence.MACS_MALFORMED);
      }
      var type = answer.headers().firstValue("Content-Type").orElse("text/xml");
      return new Reply(answer.statusCode(), type, readable);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the relay closes");
    }
  }

  private static Reply invalid(String action) {
    return new Reply(
        400,
        "text/xml",
        """
        <Response><Errors><Error><Code>InvalidAction</Code>\
        <Message>%s is not what the daemon is known to call</Message>\
        </Error></Errors><RequestID>relay</RequestID></Response>"""
            .formatted(action));
  }
}
