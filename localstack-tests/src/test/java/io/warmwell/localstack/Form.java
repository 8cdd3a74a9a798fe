package io.warmwell.localstack;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The parameters of a request to EC2's query API, in their order.
record Form(Map<String, String> parameters) {

  Form {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// Reads an `application/x-www-form-urlencoded` body.
  static Form parse(String body) {
    var parameters = new LinkedHashMap<String, String>();
    for (var pair : body.split("&", -1)) {
      var equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("not a parameter: '" + pair + "'");
      }
      parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
    }
    return new Form(parameters);
  }

  /// The action that is asked for; empty if none is.
  String action() {
    return find("Action").orElse("");
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /// The same without one parameter and with these at the end.
  Form replacing(String name, Map<String, String> others) {
    var changed = new LinkedHashMap<>(parameters);
    changed.remove(name);
    changed.putAll(others);
    return new Form(changed);
  }

  /// As it is sent.
  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
