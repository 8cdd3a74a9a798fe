package io.warmwell.ipamd.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.warmwell.ipamd.kubernetes.NodeView;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Fabric8's shapes read as ours.
final class Views {
  private static final Set<String> KEEPING_OUT = Set.of("NoSchedule", "NoExecute");

  private Views() {}

  static NodeView node(Node node) {
    var metadata = node.getMetadata();
    var spec = node.getSpec();
    return new NodeView(
        metadata.getName(),
        Objects.requireNonNullElse(metadata.getLabels(), Map.of()),
        Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()),
        spec == null
            ? Set.of()
            : spec.getTaints().stream()
                .filter(taint -> KEEPING_OUT.contains(taint.getEffect()))
                .map(Taint::getKey)
                .collect(Collectors.toSet()),
        spec != null && Boolean.TRUE.equals(spec.getUnschedulable()),
        metadata.getDeletionTimestamp() != null);
  }
}
