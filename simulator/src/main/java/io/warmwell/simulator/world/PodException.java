package io.warmwell.simulator.world;

/// A pod that the CNI plugin refused.
public final class PodException extends RuntimeException {
  private final transient CniCall.Failed call;

  /// @param verb the CNI verb
  /// @param pod node and name
  PodException(String verb, String pod, CniCall.Failed call) {
    super(
        "%s pod=%s: code %d: %s%s"
            .formatted(
                verb,
                pod,
                call.code(),
                call.message(),
                call.details().isEmpty() ? "" : " (" + call.details() + ")"));
    this.call = call;
  }

  /// What the plugin said.
  public CniCall.Failed call() {
    return call;
  }
}
