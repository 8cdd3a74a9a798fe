package io.warmwell.ipamd.effects;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import java.util.List;

/// What effects need of the node's network. Thread-safe; calls block.
public interface HostNetwork {

  /// Waits for the link of an interface that EC2 calls attached, and routes it. Done again it
  /// repairs what is missing.
  ///
  /// @throws HostNetworkException if the link does not appear or cannot be configured
  void addInterface(Interface eni, int deviceIndex);

  /// Takes an interface out of the node's routing. Nothing there is success.
  ///
  /// @throws HostNetworkException if the kernel refuses
  void removeInterface(int deviceIndex);

  /// What the kernel routes to pods inside some blocks of an interface.
  ///
  /// @throws HostNetworkException if the kernel does not tell
  Use useOf(EniId eni, List<Ipv4Prefix> blocks);

  /// Leads a pod's traffic by the interface that its lease names, if the pod is there.
  ///
  /// @throws HostNetworkException if the kernel refuses
  void rewire(Lease lease);

  /// @param leases routes to links that carry an identity
  /// @param unidentified routes to anything else
  record Use(List<Lease> leases, List<Ipv4Prefix> unidentified) {
    public Use {
      leases = List.copyOf(leases);
      unidentified = List.copyOf(unidentified);
    }

    /// Whether nothing is routed.
    public boolean isNothing() {
      return leases.isEmpty() && unidentified.isEmpty();
    }
  }

  /// The node's network is not as it should be. The message says what was tried and what came back.
  final class HostNetworkException extends RuntimeException {
    public HostNetworkException(String message) {
      super(message);
    }

    public HostNetworkException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
