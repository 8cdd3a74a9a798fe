package io.warmwell.eni.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/// EC2's query endpoint with answers laid out beforehand; it keeps what it was asked.
///
/// Thread-safe by its monitor. More requests than answers are answered with status 500.
final class ScriptedEc2 implements AutoCloseable {

  /// @param status HTTP status, 0 to hang up without an answer
  private record Answer(int status, String body) {}

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<Map<String, String>> requests = new ArrayList<>();
  private final List<String> userAgents = new ArrayList<>();
  private final HttpServer server;

  ScriptedEc2() {
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

  /// The adapter, pointed here without credentials.
  AwsEc2 client() {
    return new AwsEc2(
        AwsEc2.clientBuilder("eu-west-1", "warmwell/test")
            .endpointOverride(endpoint())
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build());
  }

  /// Lays out a successful answer; the body is the content of the response element.
  synchronized ScriptedEc2 answers(String action, String body) {
    var element = action + "Response";
    answers.add(
        new Answer(
            200,
            "<%s xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">%s</%s>"
                .formatted(element, body, element)));
    return this;
  }

  /// Lays out a refusal.
  synchronized ScriptedEc2 refuses(int status, String code, String message) {
    answers.add(
        new Answer(
            status,
            "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>"
                    .formatted(code, message)
                + "<RequestID>r-1</RequestID></Response>"));
    return this;
  }

  /// Lays out a connection closed without an answer.
  synchronized ScriptedEc2 hangsUp() {
    answers.add(new Answer(0, ""));
    return this;
  }

  /// The parameters of every request so far, without `Version`, sorted by name.
  synchronized List<Map<String, String>> requests() {
    return List.copyOf(requests);
  }

  synchronized List<String> userAgents() {
    return List.copyOf(userAgents);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var answer = next(form, exchange.getRequestHeaders().getFirst("User-Agent"));
      if (answer.status() == 0) {
        return;
      }
      var body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml;charset=UTF-8");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized Answer next(String form, String userAgent) {
    requests.add(parameters(form));
    userAgents.add(userAgent);
    var answer = answers.poll();
    return answer == null ? new Answer(500, "nothing laid out") : answer;
  }

  private static Map<String, String> parameters(String form) {
    var parameters = new TreeMap<String, String>();
    Arrays.stream(form.split("&"))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> parameters.put(pair[0], URLDecoder.decode(pair[1], UTF_8)));
    parameters.remove("Version");
    return parameters;
  }
}
