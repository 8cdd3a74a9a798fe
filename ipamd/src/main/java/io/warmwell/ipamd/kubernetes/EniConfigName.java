package io.warmwell.ipamd.kubernetes;

import java.util.Map;
import java.util.Optional;

/// Which ENIConfig is a node's, and why that one.
///
/// @param value name of the ENIConfig
/// @param because who chose it, as words that complete "named by …"
record EniConfigName(String value, String because) {
  static final String EXTERNAL_LABEL = "vpc.amazonaws.com/externalEniConfig";
  static final String DEFAULT = "default";

  /// The keys that name it, as settings have them.
  ///
  /// @param annotation ENI_CONFIG_ANNOTATION_DEF
  /// @param label ENI_CONFIG_LABEL_DEF
  record Keys(String annotation, String label) {}

  /// The first that the node has: the label `vpc.amazonaws.com/externalEniConfig`, the annotation,
  /// the label; `default` otherwise. The order is the AWS VPC CNI's.
  static EniConfigName of(NodeView node, Keys keys) {
    return named(node.labels(), EXTERNAL_LABEL, "label")
        .or(() -> named(node.annotations(), keys.annotation(), "annotation"))
        .or(() -> named(node.labels(), keys.label(), "label"))
        .orElseGet(
            () ->
                new EniConfigName(
                    DEFAULT,
                    "nothing on the node: it has neither annotation %s nor label %s"
                        .formatted(keys.annotation(), keys.label())));
  }

  private static Optional<EniConfigName> named(
      Map<String, String> values, String key, String kind) {
    return Optional.ofNullable(values.get(key))
        .filter(value -> !value.isEmpty())
        .map(value -> new EniConfigName(value, "the node's " + kind + " " + key));
  }

  @Override
  public String toString() {
    return "ENIConfig " + value + " (named by " + because + ")";
  }
}
