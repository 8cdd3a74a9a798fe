package io.warmwell.cni.wiring;

import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.lab.Lab;
import io.warmwell.cni.node.Egress;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The daemon's part of an ADD as a process of its own, which [KernelWiringIT] starts with
/// CAP_NET_ADMIN and no other capability. It is passed a pod's descriptors over a socket, as by the
/// shim.
final class NetAdminOnly {
  private static final Duration SOON = Duration.ofSeconds(30);

  private NetAdminOnly() {}

  /// @param arguments path of the socket to connect to
  public static void main(String... arguments) {
    try (var routing = NodeRouting.open();
        var wiring = KernelWiring.open();
        var connection = SeqpacketConnection.connect(Path.of(arguments[0]));
        var message = (Received.Message) connection.receive(SOON)) {
      routing.setUp(Egress.PLAIN, List.of());
      routing.addInterface(Lab.SECONDARY);
      var descriptors = message.descriptors();
      var pod = new PodNamespace(descriptors.getFirst().number(), descriptors.getLast().number());
      wiring.add(Lab.link("b", 150, 1), pod);
      connection.send(new byte[] {1}, SOON);
    }
  }
}
