package io.warmwell.cni.server;

import static io.warmwell.cni.server.Exchange.millis;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Leases;
import io.warmwell.cni.protocol.AddressResult;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.Delegation;
import io.warmwell.cni.protocol.PreviousResult;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Attachment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// ADD and CHECK as another plugin's IPAM plugin: an address is leased and nothing is wired. DEL
/// and GC are those of any lease.
///
/// Stateless; any worker may run any step.
final class AddressVerbs {
  private static final Logger log = LoggerFactory.getLogger(AddressVerbs.class);

  /// The one that the kubelet asks for: the pod has its default route there.
  private static final String FIRST_INTERFACE = "eth0";

  private static final String PRIMARY_ONLY =
      "; an address for another plugin's interface is one of the node's primary interface";

  private final Leases leases;
  private final CniSettings.Place place;

  AddressVerbs(Leases leases, CniSettings.Place place) {
    this.leases = leases;
    this.place = place;
  }

  /// Starts an ADD; the rest happens on workers when the lease comes.
  void add(CniRequest.AddAddress add, Exchange exchange) {
    leases.assign(
        Attachment.addressOnly(add.key(), add.pod()),
        answer -> exchange.onWorker(() -> leased(add, exchange, answer)));
  }

  private void leased(CniRequest.AddAddress add, Exchange exchange, Leases.Answer answer) {
    switch (answer) {
      case Leases.Answer.Refused(var code, var message, var details) ->
          exchange.refuse(new CniError(code, message, details + PRIMARY_ONLY));
      case Leases.Answer.Leased(var lease, _) when !lease.attachment().isAddressOnly() ->
          exchange.refuse(otherwiseUsed(lease));
      case Leases.Answer.Leased(var lease, _) when lease.isNodeLocal() ->
          leases.release(
              add.key(), () -> exchange.onWorker(() -> exchange.refuse(withoutIpv4(add))));
      case Leases.Answer.Leased(var lease, var held) -> answer(add, exchange, lease, held);
    }
  }

  private static CniError withoutIpv4(CniRequest.AddAddress add) {
    return new CniError(
        CniError.BAD_CONFIGURATION,
        "pods of this node have IPv6 alone: there is no IPv4 address for the interface that "
            + add.delegation().plugin()
            + " makes",
        "give ENABLE_IPv4=true to the daemon, or another IPAM plugin to the network");
  }

  private void answer(
      CniRequest.AddAddress add, Exchange exchange, Leases.Lease lease, boolean held) {
    var result =
        new AddressResult(
            add.version(), lease.address(), place.subnet(), gateway(add.delegation()), routes(add));
    if (exchange.answer(ShimReply.result(result.toJson()))) {
      log.info(
          "leased to another plugin plugin={} pod={} container={} interface={} address={} took_ms={}",
          add.delegation().plugin(),
          add.pod(),
          add.key().container(),
          add.key().interfaceName(),
          lease.address(),
          millis(Duration.between(exchange.arrived(), exchange.now())));
      exchange.end();
    } else if (held) {
      exchange.end();
    } else {
      leases.release(add.key(), () -> exchange.onWorker(exchange::end));
    }
  }

  private Ipv4Address gateway(Delegation delegation) {
    return delegation
        .gateway()
        .orElseGet(() -> delegation.isOnTheLink() ? place.router() : place.address());
  }

  private static List<Delegation.Route> routes(CniRequest.AddAddress add) {
    var byDefault =
        add.key().interfaceName().equals(FIRST_INTERFACE)
            ? List.of(new Delegation.Route(Ipv4Prefix.EVERYWHERE, Optional.empty()))
            : List.<Delegation.Route>of();
    return add.delegation().routes().orElse(byDefault);
  }

  /// Starts a CHECK; the rest happens on workers.
  void check(CniRequest.CheckAddress check, Exchange exchange) {
    leases.find(check.key(), found -> exchange.onWorker(() -> found(check, exchange, found)));
  }

  private static void found(CniRequest.CheckAddress check, Exchange exchange, Leases.Found answer) {
    switch (answer) {
      case Leases.Found.Nothing _ -> exchange.refuse(CheckVerb.nothingLeased(check.key()));
      case Leases.Found.Lease(var lease, _) when !lease.attachment().isAddressOnly() ->
          exchange.refuse(otherwiseUsed(lease));
      case Leases.Found.Lease(var lease, var troubles) -> compare(check, exchange, lease, troubles);
    }
  }

  private static void compare(
      CniRequest.CheckAddress check,
      Exchange exchange,
      Leases.Lease lease,
      List<Difference> troubles) {
    var differences = new ArrayList<>(troubles);
    var addresses = check.previous().addresses();
    if (addresses.stream().noneMatch(it -> it.address().equals(lease.address().toString()))) {
      var listed =
          addresses.stream().map(PreviousResult.Address::cidr).collect(Collectors.joining(", "));
      differences.add(
          new Difference(
              "prevResult has %s, the lease is of %s"
                  .formatted(listed.isEmpty() ? "no address" : listed, lease.address()),
              "the runtime's record is of another ADD: " + Difference.RECREATE));
    }
    if (differences.isEmpty()) {
      exchange.reply(ShimReply.silence());
    } else {
      exchange.refuse(
          new CniError(
              CniError.DIFFERENT,
              "the address of " + check.key() + ": " + differences.getFirst().what(),
              differences.stream().map(Difference::toString).collect(Collectors.joining("; "))));
    }
  }

  /// An attachment has an interface of ours or of another plugin's; a DEL must come in between.
  static CniError otherwiseUsed(Leases.Lease lease) {
    var attachment = lease.attachment();
    return new CniError(
        CniError.BAD_CONFIGURATION,
        "%s has %s already, for an interface that %s"
            .formatted(
                attachment.key(),
                lease.address(),
                attachment.isAddressOnly() ? "another plugin makes" : "warmwell makes"),
        "the network's configuration has changed since the ADD: delete the attachment first");
  }
}
