package io.warmwell.ipamd.kubernetes;

import java.util.Map;
import java.util.Set;

/// A Node, as far as the daemon needs it.
///
/// @param labels its labels
/// @param annotations its annotations
/// @param taints keys of its taints with the effects NoSchedule and NoExecute
/// @param cordoned `spec.unschedulable`
/// @param leaving whether it is being deleted
public record NodeView(
    String name,
    Map<String, String> labels,
    Map<String, String> annotations,
    Set<String> taints,
    boolean cordoned,
    boolean leaving) {

  /// What the node controller sets beside `spec.unschedulable`. Source: Kubernetes documentation,
  /// "Well-Known Labels, Annotations and Taints".
  static final String UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable";

  public NodeView {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    taints = Set.copyOf(taints);
  }

  /// Whether no pods come any more but those of daemons. Other taints keep away only pods that do
  /// not tolerate them.
  public boolean isSchedulable() {
    return !cordoned && !leaving && !taints.contains(UNSCHEDULABLE_TAINT);
  }
}
