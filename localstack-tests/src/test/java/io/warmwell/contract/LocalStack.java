package io.warmwell.contract;

import io.warmwell.eni.aws.AwsEc2;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;

/// LocalStack 4.14.0, a process of its own that listens on a free port of 127.0.0.1.
///
/// Used by one thread. `.ci/localstack` installs it where it is missing. Source of the environment
/// variables: LocalStack's documentation, "Configuration", and its `config.py`.
public final class LocalStack implements AutoCloseable {
  public static final String REGION = "eu-central-1";
  public static final String ZONE = "eu-central-1a";

  /// From nothing, pip has some 80 packages to fetch.
  private static final Duration INSTALL_MAX = Duration.ofMinutes(9);

  /// 5 s where nothing else runs; the first start after an install compiles what it loads.
  private static final Duration START_MAX = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(200);

  private final Process process;
  private final URI endpoint;
  private final Path log;
  private final Thread hook = new Thread(this::end, "localstack-end");

  private LocalStack(Process process, URI endpoint, Path log) {
    this.process = process;
    this.endpoint = endpoint;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Installs it if it is not there, starts it, and waits until it answers.
  ///
  /// @param directory for its files and its log
  /// @throws IllegalStateException if it does not; the message carries the end of its log
  static LocalStack start(Path directory) throws InterruptedException {
    var python = install(directory);
    var log = directory.resolve("localstack.log");
    var port = freePort();
    var builder = new ProcessBuilder(python, "-m", "localstack.runtime.main");
    var home = directory.toString();
    var settings = builder.environment();
    settings.clear();
    settings.put("PATH", "/usr/bin:/bin");
    settings.put("HOME", home);
    settings.put("TMPDIR", home);
    settings.put("FILESYSTEM_ROOT", directory.resolve("root").toString());
    settings.put("GATEWAY_LISTEN", "127.0.0.1:" + port);
    // The other server, twisted, listens on every address whatever GATEWAY_LISTEN says.
    settings.put("GATEWAY_SERVER", "hypercorn");
    settings.put("SERVICES", "ec2");
    settings.put("EAGER_SERVICE_LOADING", "1");
    settings.put("DNS_ADDRESS", "0");
    settings.put("SKIP_SSL_CERT_DOWNLOAD", "1");
    settings.put("DISABLE_EVENTS", "1");
    // Instances start from any image here, and reading 500 takes seconds.
    settings.put("MOTO_EC2_LOAD_DEFAULT_AMIS", "false");
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.redirectInput(new File("/dev/null"));
    try {
      var uri = URI.create("http://127.0.0.1:" + port);
      var started = new LocalStack(builder.start(), uri, log);
      started.awaitReady();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("start " + python, e);
    }
  }

  /// A client of it as the daemon builds one, with [ReadableMacs].
  ///
  /// @param account of 12 digits; accounts know nothing of each other
  public Ec2Client client(String account) {
    var builder = clientBuilder(account);
    var configuration =
        builder.overrideConfiguration().toBuilder().addExecutionInterceptor(new ReadableMacs());
    return builder.overrideConfiguration(configuration.build()).build();
  }

  /// Where it answers.
  public URI endpoint() {
    return endpoint;
  }

  /// The same, but it sees every answer as it comes.
  Ec2Client plainClient(String account) {
    return clientBuilder(account).build();
  }

  private Ec2ClientBuilder clientBuilder(String account) {
    return AwsEc2.clientBuilder(REGION, "warmwell/test")
        .endpointOverride(endpoint)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "any")));
  }

  /// Ends it and what it started. A second call does nothing.
  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void end() {
    // With this server it does not end when it is asked to, and it has nothing to save.
    var started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() throws InterruptedException {
    var deadline = System.nanoTime() + START_MAX.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException(
            "LocalStack does not answer at " + endpoint + "; its log:\n" + text(log));
      }
      Thread.sleep(POLL);
    }
  }

  private boolean answers() throws InterruptedException {
    var health =
        HttpRequest.newBuilder(endpoint.resolve("/_localstack/health"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /// The Python of its virtual environment.
  private static String install(Path directory) throws InterruptedException {
    var log = directory.resolve("install.log");
    var path = directory.resolve("install.python");
    try {
      var installing =
          new ProcessBuilder(script().toString())
              .redirectOutput(path.toFile())
              .redirectError(log.toFile())
              .start();
      if (!installing.waitFor(INSTALL_MAX.toSeconds(), TimeUnit.SECONDS)) {
        installing.descendants().forEach(ProcessHandle::destroyForcibly);
        installing.destroyForcibly();
      }
      if (installing.waitFor() != 0) {
        throw new IllegalStateException("cannot install LocalStack:\n" + text(log));
      }
      return text(path).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path script() {
    var wanted = List.of(".ci", "localstack");
    return Stream.iterate(
            Path.of("").toAbsolutePath(), path -> path.getParent() != null, Path::getParent)
        .map(path -> path.resolve(String.join("/", wanted)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no .ci/localstack above " + Path.of("")));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
