package io.warmwell.ipamd.kubernetes;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// How the API server is reached.
public sealed interface Connection {

  /// The endpoint that CLUSTER_ENDPOINT names, instead of the usual one; empty for that.
  String endpoint();

  /// As a kubeconfig file says.
  record ByFile(Path kubeconfig, String endpoint) implements Connection {}

  /// As kubelet tells every container of a pod, with the pod's service account.
  ///
  /// @param url of the Service `kubernetes`
  record InCluster(String url, String endpoint) implements Connection {}

  /// What the environment says; nothing outside of Kubernetes.
  ///
  /// Source: Kubernetes documentation, "Accessing the Kubernetes API from a Pod".
  ///
  /// @param environment KUBECONFIG wins over what kubelet sets
  /// @param endpoint reaches the API server also where no Service works yet, since kube-proxy does
  ///   not run; empty if there is none
  static Optional<Connection> of(Map<String, String> environment, String endpoint) {
    var file = environment.getOrDefault("KUBECONFIG", "");
    if (!file.isEmpty()) {
      return Optional.of(new ByFile(Path.of(file), endpoint));
    }
    var host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    if (host.isEmpty()) {
      return Optional.empty();
    }
    var port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    var literal = host.contains(":") ? "[" + host + "]" : host;
    return Optional.of(new InCluster("https://" + literal + ":" + port, endpoint));
  }
}
