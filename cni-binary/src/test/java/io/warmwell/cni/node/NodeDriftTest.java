package io.warmwell.cni.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.lab.Lab;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.InetSetting;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NodeDriftTest {
  private static final Ipv4Prefix EVERYWHERE = Ipv4Prefix.parse("0.0.0.0/0");
  private static final Ipv4Address GATEWAY = Ipv4Address.parse("10.0.0.1");
  private static final Device ETH1 = new Device(3, "eth1");
  private static final NodeInterface PRIMARY = eni(0, "10.0.0.10");
  private static final NodeInterface SECONDARY = eni(1, "10.0.0.20");
  private static final Rule PODS = Rule.ofAll(512, 20_000);
  private static final Rule PODS_OF_IPV6 = Rule.ofAll(IpFamily.IPV6, 512, 20_000);
  private static final Rule MARK = Rule.ofMark(1536, 0x100, 0x3f00, 20_001);
  private static final Rule SOURCE = Rule.ofSource(1600, SECONDARY.primary().toPrefix(), 20_001);
  private static final Route DEFAULT = via(20_001, GATEWAY, 3);

  private final NodeDrift.Wanted wanted =
      new NodeDrift.Wanted(List.of(PRIMARY, SECONDARY), Set.of(0, 1), true);
  private final List<Rule> rules = new ArrayList<>(List.of(PODS, PODS_OF_IPV6, MARK, SOURCE));
  private final List<Route> routes = new ArrayList<>(List.of(DEFAULT));
  private final List<InterfaceAddress> addresses =
      new ArrayList<>(List.of(new InterfaceAddress(3, SECONDARY.primary(), 24)));

  @Test
  void aNodeAsItWasMadeNeedsNothing() {
    assertThat(drift(links())).isEmpty();
  }

  @Test
  void missingRulesAreAddedInTheirOrder() {
    rules.clear();

    assertThat(drift(links()))
        .containsExactly(
            Repair.addRule(PODS),
            Repair.addRule(PODS_OF_IPV6),
            Repair.addRule(MARK),
            Repair.addRule(SOURCE));
  }

  @Test
  void aRuleOfOursThatLeadsElsewhereGoesAfterTheRightOneHasCome() {
    var wrong = Rule.ofMark(1536, 0x200, 0x3f00, 20_001);
    rules.remove(MARK);
    rules.add(wrong);

    assertThat(drift(links())).containsExactly(Repair.addRule(MARK), Repair.deleteRule(wrong));
  }

  @Test
  void aKernelWithoutIpv6NeedsNoRuleOfIt() {
    rules.remove(PODS_OF_IPV6);
    var without = new NodeDrift.Wanted(wanted.interfaces(), wanted.leased(), false);

    assertThat(NodeDrift.of(without, facts(links()))).isEmpty();
    assertThat(drift(links())).containsExactly(Repair.addRule(PODS_OF_IPV6));
  }

  @Test
  void anIpv6RuleOfOursThatNobodyWantedGoes() {
    var stranger = Rule.ofAll(IpFamily.IPV6, 1536, 20_001);
    rules.add(stranger);

    assertThat(drift(links())).containsExactly(Repair.deleteRule(stranger));
  }

  @Test
  void rulesOfOthersAreNeverNamed() {
    rules.add(Rule.ofAll(100, 20_001)); // another priority
    rules.add(Rule.ofAll(512, 254)); // another table
    rules.add(new Rule(1536, EVERYWHERE, 0, 0, 20_001, true)); // more than we can write

    assertThat(drift(links())).isEmpty();
  }

  @Test
  void rulesOfAnInterfaceThatIsAwayStayWhilePodsHaveItsAddresses() {
    rules.add(Rule.ofMark(1536, 0x200, 0x3f00, 20_002));

    assertThat(
            NodeDrift.of(
                new NodeDrift.Wanted(wanted.interfaces(), Set.of(2), true), facts(links())))
        .isEmpty();
    assertThat(drift(links()))
        .containsExactly(Repair.deleteRule(Rule.ofMark(1536, 0x200, 0x3f00, 20_002)));
  }

  @Test
  void aDefaultRouteThatIsMissingIsAddedAndAWrongOneReplaced() {
    routes.set(0, via(20_001, Ipv4Address.parse("10.0.0.9"), 3));

    assertThat(drift(links())).singleElement().isEqualTo(route(false));

    routes.clear();

    assertThat(drift(links())).singleElement().isEqualTo(route(true));
  }

  @Test
  void whatElseIsInAnInterfacesTableGoes() {
    var stranger = new Route(20_001, Ipv4Prefix.parse("10.0.0.0/8"), new Route.Target.OnLink(ETH1));
    routes.add(stranger);

    assertThat(drift(links())).containsExactly(Repair.deleteRoute(stranger));
  }

  @Test
  void aLinkIsSetInOneGoBeforeWhatNeedsIt() {
    addresses.clear();
    routes.clear();
    var down = link(3, false, 1500, 7, Map.of(InetSetting.FORWARDING, 0, InetSetting.RP_FILTER, 2));

    var drift = drift(Map.of(0, links().get(0), 1, down));

    assertThat(drift)
        .extracting(Repair::kind)
        .containsExactly(Repair.Kind.LINK, Repair.Kind.ADDRESS, Repair.Kind.ROUTE);
    assertThat(drift.getFirst())
        .isEqualTo(
            Repair.setLink(
                ETH1,
                List.of(
                    new LinkProperty.Mtu(9001),
                    new LinkProperty.Group(NodeLayout.uplinkGroup(1)),
                    new LinkProperty.Inet(InetSetting.FORWARDING, 1),
                    new LinkProperty.Up()),
                "mtu=1500 group=7 forwarding=0 down"));
  }

  @Test
  void ofAnInterfaceWhoseLinkIsAwayOnlyTheRulesAreKept() {
    rules.clear();
    routes.clear();
    addresses.clear();

    assertThat(drift(Map.of(0, links().get(0))))
        .extracting(Repair::kind)
        .containsOnly(Repair.Kind.RULE)
        .hasSize(4);
  }

  @Test
  void ofThePrimaryInterfaceOnlyTheLinkIsLookedAt() {
    var primary = link(2, true, 1500, NodeLayout.uplinkGroup(0), settings());

    assertThat(drift(Map.of(0, primary, 1, links().get(1))))
        .singleElement()
        .extracting(Repair::object, Repair::found)
        .containsExactly("link eth0", "mtu=1500");
  }

  private static Repair route(boolean isMissing) {
    var target = new Route.Target.Via(GATEWAY, ETH1);
    return Repair.setRoute(new Route(20_001, EVERYWHERE, target), "eth1", isMissing);
  }

  private List<Repair.OfNetwork> drift(Map<Integer, Link> links) {
    return NodeDrift.of(wanted, facts(links));
  }

  private NodeDrift.Facts facts(Map<Integer, Link> links) {
    return new NodeDrift.Facts(links, addresses, rules, Map.of(20_001, routes));
  }

  private static Map<Integer, Link> links() {
    return Map.of(
        0, link(2, true, 9001, NodeLayout.uplinkGroup(0), settings()),
        1, link(3, true, 9001, NodeLayout.uplinkGroup(1), settings()));
  }

  private static Map<InetSetting, Integer> settings() {
    return Map.of(InetSetting.FORWARDING, 1, InetSetting.RP_FILTER, 2);
  }

  private static Link link(
      int index, boolean up, int mtu, int group, Map<InetSetting, Integer> settings) {
    var device = new Device(index, "eth" + (index - 2));
    return new Link(device, up, mac(index - 2), mtu, group, "", "", 0, settings, false);
  }

  private static NodeInterface eni(int deviceIndex, String primary) {
    return Lab.eni(deviceIndex, mac(deviceIndex).toString(), primary);
  }

  private static MacAddress mac(int deviceIndex) {
    return MacAddress.parse("0a:00:00:00:00:0" + deviceIndex);
  }

  /// As the kernel tells it: the device by its number only.
  private static Route via(int table, Ipv4Address gateway, int device) {
    return new Route(table, EVERYWHERE, new Route.Target.Via(gateway, new Device(device, "")));
  }
}
