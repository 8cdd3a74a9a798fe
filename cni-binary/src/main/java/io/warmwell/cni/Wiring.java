package io.warmwell.cni;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Wires pods into the node's network and takes them out again. Thread-safe; calls block for
/// milliseconds.
public interface Wiring {

  /// Creates the veth pair, configures the pod's end and routes the address to it. Done again with
  /// the same arguments it repairs what is missing; what it did before an error it undoes.
  Wired add(PodLink link, PodNamespace namespace);

  /// Removes the route and takes the link down at once, so that the pod is unreachable when this
  /// returns; the link itself goes soon after. Nothing there is success. A host interface whose
  /// alias is another attachment's is left alone.
  void remove(PodLink link);

  /// Ends what was made for a lease: a pod's wiring, or what the kernel knows of another plugin's
  /// interface.
  default void end(Leases.Lease lease) {
    if (lease.attachment().isAddressOnly()) {
      released(lease.addresses());
    } else {
      // What is removed may have any MTU.
      remove(PodLink.of(lease, 0));
    }
  }

  /// Lets the kernel forget the flows of addresses that another plugin's interface had.
  void released(List<IpAddress> addresses);

  /// Finds the interfaces on the host that carry an identity, but those on their way out.
  List<HostInterface> hostInterfaces();

  /// Takes an interface out of service, with the routes to it, if it still carries this identity;
  /// the interface itself goes soon after. Nothing there is success.
  void remove(HostInterface hostInterface);

  /// Compares what is wired with what [#add] made, and changes nothing. MTUs are not compared,
  /// since plugins that come later may have changed the pod's.
  Inspection inspect(PodLink link, PodNamespace namespace);

  /// What is different on the node of what all pods need, and changes nothing.
  List<Difference> inspectNode();

  /// An interface on the host and whose it is.
  record HostInterface(String name, Alias alias) {}

  /// What is to be wired.
  ///
  /// @param hostInterface name of the host's end, at most 15 bytes
  /// @param podInterface name of the pod's end, at most 15 bytes
  /// @param ipv6 its address of the other family, if it has both
  /// @param deviceIndex EC2 device index of the ENI that owns the IPv4 address, 0 for the primary
  /// @param mtu of both ends, in bytes
  /// @param alias identity that the host's end carries as its interface alias, so that the kernel
  ///   alone tells whose address this is
  record PodLink(
      String hostInterface,
      String podInterface,
      Ipv4Address address,
      Optional<Ipv6Address> ipv6,
      int deviceIndex,
      int mtu,
      String alias) {

    /// The addresses, that of IPv4 first.
    public List<IpAddress> addresses() {
      return Stream.concat(Stream.<IpAddress>of(address), ipv6.stream()).toList();
    }

    /// The same with another MTU, in bytes.
    public PodLink with(int otherMtu) {
      return new PodLink(hostInterface, podInterface, address, ipv6, deviceIndex, otherMtu, alias);
    }

    /// What wires a lease's owner to its address.
    ///
    /// @param mtu of both ends, in bytes
    public static PodLink of(Leases.Lease lease, int mtu) {
      var attachment = lease.attachment();
      return new PodLink(
          attachment.hostInterface(),
          attachment.key().interfaceName(),
          lease.address(),
          lease.ipv6(),
          lease.deviceIndex(),
          mtu,
          new Alias(attachment.key()).toString());
    }
  }

  /// What is wired.
  ///
  /// @param differences from what shall be
  /// @param ends those of the two ends that are there
  /// @param defaultRoutes families of which the pod sends what is for elsewhere to the host's end
  record Inspection(List<Difference> differences, List<End> ends, Set<IpFamily> defaultRoutes) {

    public Inspection {
      differences = List.copyOf(differences);
      ends = List.copyOf(ends);
      defaultRoutes = Set.copyOf(defaultRoutes);
    }
  }

  /// An end as the kernel has it.
  ///
  /// @param mtu in bytes
  record End(String name, MacAddress mac, int mtu, boolean isOnHost) {}

  /// The two ends as the kernel made them.
  record Wired(MacAddress hostMac, MacAddress podMac) {}
}
