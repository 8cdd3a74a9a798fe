package io.warmwell.cni.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Alias;
import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.InetSetting;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Route;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PodTableDriftTest {
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("10.0.0.7");
  private static final Ipv6Address IPV6 = Ipv6Address.parse("2001:db8::a00:7");
  private static final Leases.Lease LEASE = lease("a", ADDRESS);
  private static final PodLink POD = PodLink.of(LEASE, 9001);
  private static final MacAddress POD_MAC = PodRequests.podMac(ADDRESS);
  private static final Link VETH = veth(5, "eni-a", alias("a"), NodeLayout.group(1));
  private static final Route ROUTE = route(5);
  private static final Neighbour NEIGHBOUR = new Neighbour(5, ADDRESS, POD_MAC, true);

  @Test
  void aPodAsItWasWiredNeedsNothing() {
    assertThat(of(VETH, List.of(ROUTE), List.of(NEIGHBOUR))).isEmpty();
  }

  @Test
  void anInterfaceOnItsWayOutIsNobodys() {
    var doomed = veth(5, "eni-a", alias("a"), NodeLayout.DOOMED_GROUP);

    assertThat(drift(List.of(doomed), List.of()).link(POD)).isEmpty();
  }

  @Test
  void anInterfaceOfAnotherAttachmentIsNotThePods() {
    var other = veth(5, "eni-a", alias("b"), NodeLayout.group(1));

    assertThat(drift(List.of(other), List.of()).link(POD)).isEmpty();
  }

  @Test
  void anInterfaceThatLostItsIdentityIsKnownByItsMacAddress() {
    var nameless = veth(5, "eni-a", "other", NodeLayout.group(1));

    assertThat(drift(List.of(nameless), List.of()).link(POD)).contains(nameless);
    assertThat(of(nameless, List.of(ROUTE), List.of(NEIGHBOUR)))
        .singleElement()
        .extracting(Repair::found)
        .isEqualTo("alias='other'");
  }

  @Test
  void aMissingRouteIsAddedAndAWrongOneReplaced() {
    assertThat(of(VETH, List.of(), List.of(NEIGHBOUR)))
        .extracting(Repair::done)
        .containsExactly("route add 10.0.0.7/32 dev eni-a table 20000");
    assertThat(of(VETH, List.of(route(77)), List.of(NEIGHBOUR)))
        .extracting(Repair::done)
        .containsExactly("route replace 10.0.0.7/32 dev eni-a table 20000");
  }

  @Test
  void aPodIsAskedForItsMacAddressAndBelieved() {
    var wrong = new MacAddress(0x77);

    assertThat(of(VETH, List.of(ROUTE), List.of()))
        .containsExactly(Repair.askNeighbour(VETH.device(), ADDRESS));
    assertThat(of(VETH, List.of(ROUTE), List.of(new Neighbour(5, ADDRESS, wrong, true))))
        .containsExactly(
            Repair.forgetNeighbour(VETH.device(), ADDRESS, wrong),
            Repair.askNeighbour(VETH.device(), ADDRESS));
    assertThat(of(VETH, List.of(ROUTE), List.of(new Neighbour(5, ADDRESS, POD_MAC, false))))
        .containsExactly(Repair.keepNeighbour(VETH.device(), ADDRESS, POD_MAC));
    assertThat(of(VETH, List.of(ROUTE), List.of(new Neighbour(5, ADDRESS, wrong, false))))
        .isEmpty();
  }

  @Test
  void anIpv6AddressHasARouteAndANeighbourThatNobodyIsAskedFor() {
    var pod = PodLink.of(LEASE.with(Optional.of(IPV6)), 9001);

    assertThat(PodDrift.of(pod, VETH, List.of(ROUTE), List.of(NEIGHBOUR)))
        .extracting(Repair::done)
        .containsExactly(
            "route add 2001:db8::a00:7/128 dev eni-a table 20000",
            "neigh replace 2001:db8::a00:7 lladdr %s dev eni-a".formatted(POD_MAC));
  }

  @Test
  void aMacAddressThatThePodHasAnsweredWithIsBelievedForIpv6Too() {
    var pod = PodLink.of(LEASE.with(Optional.of(IPV6)), 9001);
    var answered = new MacAddress(0x77);
    var neighbours = List.of(new Neighbour(5, ADDRESS, answered, false));

    assertThat(PodDrift.of(pod, VETH, List.of(ROUTE, route(IPV6, 5)), neighbours))
        .containsExactly(Repair.setNeighbour(VETH.device(), IPV6, answered, "missing"));
  }

  @Test
  void anIpv6RouteIsOfThePodWhoseIpv4AddressItEmbeds() {
    var drift = drift(List.of(VETH), List.of(route(IPV6, 77)));
    var known = LEASE.with(Optional.of(IPV6));
    var elsewhere = Ipv6Address.parse("2001:db8:dead::a00:7");

    assertThat(drift.strangers(List.of(known), List.of(known))).isEmpty();
    assertThat(drift.strangers(List.of(LEASE), List.of(LEASE)))
        .containsExactly(Repair.deleteRoute(route(IPV6, 77)));
    assertThat(
            drift(List.of(VETH), List.of(route(elsewhere, 77)))
                .strangers(List.of(known), List.of(known)))
        .containsExactly(Repair.deleteRoute(route(elsewhere, 77)));
  }

  /// Its interface came after the list of them: an ADD may be about to tell its IPv6 address.
  @Test
  void anIpv6RouteOfAPodThatComesStays() {
    var drift = drift(List.of(), List.of(route(IPV6, 77)));

    assertThat(drift.strangers(List.of(), List.of(LEASE))).isEmpty();
    assertThat(drift.strangers(List.of(), List.of(lease("b", Ipv4Address.parse("10.0.0.8")))))
        .hasSize(1);
  }

  @Test
  void whetherAPodHasAnIpv6AddressIsKnownByItsRouteOrItsNeighbourEntry() {
    var neighbour = new Neighbour(5, IPV6, POD_MAC, true);
    var asked = new Neighbour(5, IPV6, POD_MAC, false);

    assertThat(found(List.of(route(IPV6, 5)), List.of()).ipv6()).contains(IPV6);
    assertThat(found(List.of(), List.of(neighbour)).ipv6()).contains(IPV6);
    assertThat(found(List.of(route(IPV6, 77)), List.of(asked)).ipv6()).isEmpty();
    assertThat(found(List.of(ROUTE), List.of(NEIGHBOUR))).isEqualTo(KnownPod.of(POD));
  }

  @Test
  void anMtuThatIsNotKnownIsLeftAlone() {
    var unknown = PodLink.of(LEASE, 0);

    assertThat(PodDrift.of(unknown, VETH, List.of(ROUTE), List.of(NEIGHBOUR))).isEmpty();
    assertThat(PodDrift.of(PodLink.of(LEASE, 1400), VETH, List.of(ROUTE), List.of(NEIGHBOUR)))
        .extracting(Repair::found)
        .containsExactly("mtu=9001");
  }

  @Test
  void aRouteToNobodyGoes() {
    var drift = drift(List.of(VETH), List.of(route(77)));

    assertThat(drift.strangers(List.of(), List.of()))
        .containsExactly(Repair.deleteRoute(route(77)));
  }

  @Test
  void aRouteOfAPodThatCameOrWentMeanwhileStays() {
    var drift = drift(List.of(VETH), List.of(route(77)));

    assertThat(drift.strangers(List.of(LEASE), List.of())).isEmpty();
    assertThat(drift.strangers(List.of(), List.of(LEASE))).isEmpty();
  }

  @Test
  void aRouteToAnInterfaceWithAnIdentityStaysAlsoWithoutALease() {
    var drift = drift(List.of(VETH), List.of(ROUTE));

    assertThat(drift.strangers(List.of(), List.of())).isEmpty();
    assertThat(drift.withoutLease(Set.of()))
        .extracting(Oddity::subject)
        .containsExactly("link eni-a");
    assertThat(drift.withoutLease(Set.of(alias("a")))).isEmpty();
  }

  @Test
  void besideTheRightRouteAWrongOneGoes() {
    var drift = drift(List.of(VETH), List.of(ROUTE, route(77)));

    assertThat(drift.strangers(List.of(LEASE), List.of(LEASE)))
        .containsExactly(Repair.deleteRoute(route(77)));
    assertThat(drift(List.of(VETH), List.of(route(77))).strangers(List.of(LEASE), List.of(LEASE)))
        .isEmpty();
  }

  @Test
  void anAddressIsContestedBySomebodyWithoutALeaseOnly() {
    var other = veth(6, "eni-b", alias("b"), NodeLayout.group(1));
    var drift = drift(List.of(VETH, other), List.of(route(6)));

    assertThat(drift.isContested(POD, Set.of(alias("a")))).isTrue();
    assertThat(drift.isContested(POD, Set.of(alias("a"), alias("b")))).isFalse();
  }

  private static List<Repair.OfNetwork> of(
      Link veth, List<Route> routes, List<Neighbour> neighbours) {
    return new PodTableDrift(List.of(veth), routes, neighbours).of(POD, veth);
  }

  private static PodTableDrift drift(List<Link> veths, List<Route> routes) {
    return new PodTableDrift(veths, routes, List.of());
  }

  private static Link veth(int index, String name, String alias, int group) {
    return new Link(
        new Device(index, name),
        true,
        PodRequests.hostMac(ADDRESS),
        9001,
        group,
        alias,
        "veth",
        2,
        Map.of(InetSetting.FORWARDING, 1, InetSetting.RP_FILTER, 0, InetSetting.ACCEPT_LOCAL, 1),
        false);
  }

  private static KnownPod found(List<Route> routes, List<Neighbour> neighbours) {
    return new PodTableDrift(List.of(VETH), routes, neighbours).found(LEASE, VETH);
  }

  private static Route route(int device) {
    return route(ADDRESS, device);
  }

  private static Route route(IpAddress address, int device) {
    return NodeRouting.podRoute(address, new Device(device, ""));
  }

  private static Leases.Lease lease(String name, Ipv4Address address) {
    var pod = new PodName("default", name);
    return new Leases.Lease(new Attachment(key(name), pod, "eni-" + name), address, 1);
  }

  private static AttachmentKey key(String name) {
    return new AttachmentKey("net", "container-" + name, "eth0");
  }

  private static String alias(String name) {
    return new Alias(key(name)).toString();
  }
}
