package io.warmwell.cni.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// The real binary, called as a runtime calls it.
///
/// @param environment beside the command
/// @param input standard input, one character for each byte (ISO 8859-1)
record Shim(Map<String, String> environment, String input) {
  static final Path BINARY = Path.of("target/shim/warmwell").toAbsolutePath();
  static final String CONFIGURATION =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"pods\",\"type\":\"warmwell\"}";
  private static final Duration WAIT = Duration.ofSeconds(30);

  /// A call for the pod `default/<container>` that uses a socket and a spool in a directory.
  static Shim in(Path directory, String container, String namespace) {
    var environment = new TreeMap<String, String>();
    environment.put("CNI_CONTAINERID", container);
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_NETNS", namespace);
    environment.put("CNI_PATH", "/opt/cni/bin");
    environment.put(
        "CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=" + container);
    environment.put("WARMWELL_SOCKET", directory.resolve("cni.sock").toString());
    environment.put("WARMWELL_SPOOL", directory.resolve("spool/deep").toString());
    environment.put("WARMWELL_TIMEOUT_SECONDS", "20");
    return new Shim(environment, CONFIGURATION);
  }

  Shim with(String name, String value) {
    var changed = new TreeMap<>(environment);
    changed.put(name, value);
    return new Shim(changed, input);
  }

  Shim reading(byte[] otherInput) {
    return new Shim(environment, new String(otherInput, StandardCharsets.ISO_8859_1));
  }

  Shim reading(String otherInput) {
    return reading(otherInput.getBytes(StandardCharsets.UTF_8));
  }

  /// With the result of an ADD, as the runtime has kept it.
  Shim recalling(String result) {
    var beginning = input.substring(0, input.lastIndexOf('}'));
    return reading(beginning + ",\"prevResult\":" + result.strip() + "}");
  }

  Outcome call(String command) {
    return outcome(start(command));
  }

  /// Starts the binary and feeds it; a caller that reads nothing may close early.
  Process start(String command) {
    return start(command, BINARY.toString());
  }

  Process start(String command, String... program) {
    var builder = new ProcessBuilder(program);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("CNI_COMMAND", command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      var process = builder.start();
      feed(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + program[0], e);
    }
  }

  // A program that refuses before it has read everything closes the pipe under us, as runtimes see
  // it.
  private void feed(Process process) {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      var broken = "Broken pipe".equals(e.getMessage()) || "Stream closed".equals(e.getMessage());
      if (!broken) {
        throw new UncheckedIOException("feeding the shim", e);
      }
    }
  }

  static Outcome outcome(Process process) {
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(WAIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the shim did not end");
      }
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from the shim", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// What a runtime sees.
  record Outcome(int status, String output) {

    JsonNode json() {
      try {
        return JsonMapper.builder().build().readTree(output);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: '" + output + "'", e);
      }
    }

    int code() {
      return json().path("code").asInt();
    }

    String details() {
      return json().path("details").asText();
    }

    String message() {
      return json().path("msg").asText();
    }
  }
}
