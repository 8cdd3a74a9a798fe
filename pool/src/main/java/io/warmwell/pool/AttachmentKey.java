package io.warmwell.pool;

/// What the CNI specification calls an attachment: a container's interface on a network. Two
/// requests with the same key mean the same attachment.
///
/// Source: CNI SPEC 1.1.0, section 2, "CNI_CONTAINERID" and "CNI_IFNAME".
///
/// @param network name of the network configuration
/// @param container the runtime's id of the sandbox
/// @param interfaceName name of the interface inside the sandbox
public record AttachmentKey(String network, String container, String interfaceName) {

  /// @throws IllegalArgumentException if a part is empty
  public AttachmentKey {
    if (network.isEmpty() || container.isEmpty() || interfaceName.isEmpty()) {
      throw new IllegalArgumentException(
          "attachment needs a network, a container and an interface: "
              + network
              + "/"
              + container
              + "/"
              + interfaceName);
    }
  }

  @Override
  public String toString() {
    return network + "/" + container + "/" + interfaceName;
  }
}
