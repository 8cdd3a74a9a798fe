package io.warmwell.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the operator wants of the daemon in its cluster.
///
/// `docs/configuration.md` says what each component means; it is named after its variable.
///
/// @param nodeName empty if it is not known
/// @param endpoint of the API server; empty for the usual one
/// @param annotation of the Node that names its ENIConfig; never empty: the AWS VPC CNI takes the
///   default for an empty one, too
/// @param label of the Node that names its ENIConfig
public record ClusterSettings(
    String nodeName,
    String endpoint,
    boolean customNetworking,
    String annotation,
    String label,
    boolean leakedEniCleanup,
    Duration leakedEniInterval) {

  static ClusterSettings read(SettingReader reader) {
    return new ClusterSettings(
        reader.read(Settings.MY_NODE_NAME),
        reader.read(Settings.CLUSTER_ENDPOINT),
        reader.read(Settings.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG),
        key(reader.read(Settings.ENI_CONFIG_ANNOTATION_DEF)),
        key(reader.read(Settings.ENI_CONFIG_LABEL_DEF)),
        !reader.read(Settings.DISABLE_LEAKED_ENI_CLEANUP),
        reader.read(Settings.WARMWELL_LEAKED_ENI_INTERVAL));
  }

  private static String key(String text) {
    return text.isEmpty() ? Settings.ENI_CONFIG_KEY : text;
  }

  /// What custom networking cannot do without, and does not have.
  List<String> problems(Map<String, String> environment) {
    if (!customNetworking) {
      return List.of();
    }
    var wish = Settings.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG.name() + "=true: ";
    var isAlone =
        Stream.of("KUBECONFIG", "KUBERNETES_SERVICE_HOST")
            .allMatch(name -> environment.getOrDefault(name, "").isEmpty());
    return Stream.concat(
            Stream.of(wish + "the node is not known; give its name as MY_NODE_NAME")
                .filter(_ -> nodeName.isEmpty()),
            Stream.of(wish + "there is no API server; run in a pod, or give KUBECONFIG")
                .filter(_ -> isAlone))
        .toList();
  }
}
