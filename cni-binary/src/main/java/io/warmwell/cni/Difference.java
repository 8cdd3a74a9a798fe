package io.warmwell.cni;

/// Something that is not as it was made, and what to do about it.
///
/// @param what is different, for example `no route to 10.0.1.7 in table 20000`
/// @param next what the operator can do
public record Difference(String what, String next) {
  /// What the daemon keeps on the node, it looks at all the time.
  public static final String REPAIRED =
      "the warmwell daemon repairs it within a minute; if it stays, see the daemon's log";

  /// Nobody but the shim enters a pod's namespace, and it does so for ADD only.
  public static final String RECREATE = "delete the pod, so that its owner makes another";

  @Override
  public String toString() {
    return what + ": " + next;
  }
}
