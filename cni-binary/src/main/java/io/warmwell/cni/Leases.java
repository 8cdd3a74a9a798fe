package io.warmwell.cni;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Where the verbs get addresses from; the daemon's agent implements it.
///
/// Every method returns at once. The answer comes exactly once, possibly seconds later, on any
/// thread; whoever receives it must not block that thread.
public interface Leases {
  /// What pods with IPv6 alone have for IPv4: addresses that are good on their node only, and
  /// translated beyond. Nobody is told of them. The same as with the incumbent, so that nobody else
  /// uses them.
  Ipv4Prefix NODE_LOCAL = Ipv4Prefix.parse("169.254.172.0/22");

  /// Leases an address to an attachment; the same key gets the same address. The answer comes after
  /// the lease has been recorded durably.
  void assign(Attachment attachment, Consumer<Answer> answer);

  /// Finds the lease of an attachment.
  void find(AttachmentKey key, Consumer<Found> answer);

  /// Finds the leases of a network's attachments, in the order of their addresses.
  void leases(String network, Consumer<List<Lease>> answer);

  /// Whether an attachment that asked for an address now would get one.
  void readiness(Consumer<Readiness> answer);

  /// Ends a lease; the address starts to cool down. An unknown key is success.
  void release(AttachmentKey key, Runnable done);

  /// An address and the interface it belongs to.
  ///
  /// @param ipv6 the address of the other family, if the node has both; it belongs to the primary
  ///   ENI always
  /// @param deviceIndex EC2 device index of the ENI that the IPv4 address belongs to, 0 for the
  ///   primary
  record Lease(
      Attachment attachment, Ipv4Address address, Optional<Ipv6Address> ipv6, int deviceIndex) {

    /// One without IPv6.
    public Lease(Attachment attachment, Ipv4Address address, int deviceIndex) {
      this(attachment, address, Optional.empty(), deviceIndex);
    }

    /// Its addresses, that of IPv4 first.
    public List<IpAddress> addresses() {
      return Stream.concat(Stream.<IpAddress>of(address), ipv6.stream()).toList();
    }

    /// Those that whoever asks for its addresses is told: not what is good on the node only.
    public List<IpAddress> reported() {
      return isNodeLocal() ? ipv6.stream().<IpAddress>map(it -> it).toList() : addresses();
    }

    /// Whether its IPv4 address is good on the node only.
    public boolean isNodeLocal() {
      return NODE_LOCAL.contains(address);
    }

    /// The same with an IPv6 address, or without.
    public Lease with(Optional<Ipv6Address> other) {
      return new Lease(attachment, address, other, deviceIndex);
    }
  }

  /// What became of [#assign].
  sealed interface Answer {

    /// The attachment has this address.
    ///
    /// @param held whether it had the address before it asked; then its pod may be alive, and an
    ///   ADD that fails now must leave it alone
    record Leased(Lease lease, boolean held) implements Answer {}

    /// There is none, and why; `code` is one of the CNI specification's error codes.
    record Refused(int code, String message, String details) implements Answer {}
  }

  /// What became of [#find].
  sealed interface Found {

    /// @param troubles why the address may be unreachable, as far as the pool knows
    record Lease(Leases.Lease lease, List<Difference> troubles) implements Found {

      public Lease {
        troubles = List.copyOf(troubles);
      }
    }

    record Nothing() implements Found {}
  }

  /// What became of [#readiness].
  sealed interface Readiness {

    /// It would, perhaps after a wait.
    record Ready() implements Readiness {}

    /// It would not, and why.
    ///
    /// @param podsCutOff whether pods that have addresses cannot be reached by them either
    record NotReady(boolean podsCutOff, String message, String details) implements Readiness {}
  }
}
