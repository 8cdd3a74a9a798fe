package io.warmwell.pool;

/// A pod's namespace and name; both are empty for a container that is not a pod.
public record PodName(String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
