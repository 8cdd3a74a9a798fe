package io.warmwell.runtime;

import java.util.Map;

/// What a kubelet would tell a runtime of a pod.
///
/// @param name in the Kubernetes namespace `default`
/// @param cgroup below which its processes are counted
/// @param hostPorts TCP ports of the node, each with the pod's port that it leads to
/// @param annotations for example the bandwidth
record PodSpec(
    String name, String cgroup, Map<Integer, Integer> hostPorts, Map<String, String> annotations) {

  PodSpec {
    hostPorts = Map.copyOf(hostPorts);
    annotations = Map.copyOf(annotations);
  }

  PodSpec withHostPort(int hostPort, int podPort) {
    return new PodSpec(name, cgroup, Map.of(hostPort, podPort), annotations);
  }

  PodSpec withAnnotations(Map<String, String> other) {
    return new PodSpec(name, cgroup, hostPorts, other);
  }

  /// As PodSandboxConfig.
  ProtoMessage toMessage() {
    var message =
        new ProtoMessage()
            .message(1, new ProtoMessage().text(1, name).text(2, "uid-" + name).text(3, "default"))
            .text(2, name)
            .message(4, new ProtoMessage().text(1, "10.0.0.2"))
            .map(7, annotations)
            .message(8, new ProtoMessage().text(1, cgroup));
    hostPorts.forEach(
        (hostPort, podPort) ->
            message.message(5, new ProtoMessage().number(2, podPort).number(3, hostPort)));
    return message;
  }
}
