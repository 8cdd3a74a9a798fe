package io.warmwell.ipamd.kubernetes.fabric8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.warmwell.ipamd.kubernetes.ApiServerException;
import io.warmwell.ipamd.kubernetes.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// The client's configuration: nothing is found out by itself.
final class ClientConfig {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(5);
  private static final Duration CALL_TIME_MAX = Duration.ofSeconds(10);

  /// A watch that lost its connection is begun anew after this time, doubled five times at most,
  /// and up to half of it more or less: nodes that lose the server together do not all come back at
  /// once.
  private static final Duration WATCH_AGAIN = Duration.ofSeconds(2);

  private static final int FOR_EVER = -1;

  /// Where the AWS VPC CNI's DaemonSet is.
  private static final String OUTSIDE = "kube-system";

  private ClientConfig() {}

  /// @throws ApiServerException if the kubeconfig file cannot be used
  static Config of(Connection connection, String userAgent, RandomGenerator random) {
    var again = (int) WATCH_AGAIN.toMillis();
    var config =
        new ConfigBuilder(base(connection))
            .withUserAgent(userAgent)
            .withConnectionTimeout((int) CONNECT_TIME_MAX.toMillis())
            .withRequestTimeout((int) CALL_TIME_MAX.toMillis())
            .withRequestRetryBackoffLimit(1)
            .withWatchReconnectInterval(again / 2 + random.nextInt(again))
            .withWatchReconnectLimit(FOR_EVER)
            .build();
    if (!connection.endpoint().isEmpty()) {
      config.setMasterUrl(connection.endpoint());
    }
    return config;
  }

  /// The namespace that the daemon runs in.
  static String namespace(Connection connection) {
    return switch (connection) {
      case Connection.ByFile _ -> OUTSIDE;
      case Connection.InCluster _ -> read(ACCOUNT.resolve("namespace"));
    };
  }

  private static Config base(Connection connection) {
    return switch (connection) {
      case Connection.ByFile(Path kubeconfig, _) -> byFile(kubeconfig);
      case Connection.InCluster(String url, _) -> inCluster(url);
    };
  }

  private static Config byFile(Path kubeconfig) {
    if (!Files.isReadable(kubeconfig)) {
      throw unusable(kubeconfig, new IOException("no such file, or not readable"));
    }
    try {
      return Config.fromKubeconfig(kubeconfig.toFile());
    } catch (KubernetesClientException | IllegalArgumentException | IllegalStateException e) {
      throw unusable(kubeconfig, e);
    }
  }

  private static ApiServerException unusable(Path kubeconfig, Exception cause) {
    return new ApiServerException(
        "KUBECONFIG=%s cannot be used: %s".formatted(kubeconfig, cause.getMessage()), cause);
  }

  /// Kubelet replaces the token before it expires, so it is read for every call.
  private static Config inCluster(String url) {
    var token = ACCOUNT.resolve("token");
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url)
        .withCaCertFile(ACCOUNT.resolve("ca.crt").toString())
        .withOauthTokenProvider(() -> read(token))
        .build();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ApiServerException("the pod has no service account: cannot read " + file, e);
    }
  }
}
