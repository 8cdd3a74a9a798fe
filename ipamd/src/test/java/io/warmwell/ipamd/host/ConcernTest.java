package io.warmwell.ipamd.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.sys.ChangeMonitor.Changes;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Reply;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;
import io.warmwell.netlink.wire.SettingChange;
import io.warmwell.netlink.wire.Unrelated;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConcernTest {
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("10.0.0.7");
  private static final int POD = 9;
  private static final int NEW = 10;
  private static final int POD_GROUP = NodeLayout.group(1);
  private static final String AS_MADE = "as made";

  private final Concern concern =
      new Concern(link -> link.up() && link.alias().equals(AS_MADE), POD);

  @BeforeEach
  void aPodIsThere() {
    concern.seen(Set.of(POD));
  }

  @Test
  void routesOfOurTablesConcernUs() {
    assertThat(concerns(route(20_000))).isTrue();
    assertThat(concerns(route(20_063))).isTrue();
    assertThat(concerns(route(254))).isFalse();
    assertThat(concerns(route(20_064))).isFalse();
  }

  @Test
  void rulesOfOurPrioritiesOrToOurTablesConcernUs() {
    assertThat(concerns(Rule.ofAll(512, 254))).isTrue();
    assertThat(concerns(Rule.ofAll(100, 20_001))).isTrue();
    assertThat(concerns(Rule.ofAll(100, 254))).isFalse();
  }

  @Test
  void neighboursOnPodsDevicesConcernUs() {
    assertThat(concerns(new Neighbour(POD, ADDRESS, new MacAddress(1), true))).isTrue();
    assertThat(concerns(new Neighbour(2, ADDRESS, new MacAddress(1), false))).isFalse();
  }

  @Test
  void addressesAndSettingsOfDevicesConcernUs() {
    assertThat(concerns(new InterfaceAddress(2, ADDRESS, 24))).isTrue();
    assertThat(concerns(new SettingChange(IpFamily.IPV4, 2))).isTrue();
    assertThat(concerns(new SettingChange(IpFamily.IPV4, SettingChange.ALL))).isFalse();
    assertThat(concerns(new SettingChange(IpFamily.IPV6, 2))).isFalse();
    assertThat(concerns(new SettingChange(IpFamily.IPV6, SettingChange.ALL))).isTrue();
    assertThat(concerns(new Unrelated(24))).isFalse();
  }

  @Test
  void theSettingsOfANewPodsLinkComeWithTheLink() {
    var setting = new Reply.Told(0, Reply.Event.PRESENT, new SettingChange(IpFamily.IPV4, NEW));
    var link = new Reply.Told(0, Reply.Event.PRESENT, link(NEW, true, AS_MADE, POD_GROUP));

    assertThat(concerns(setting)).as("the link comes with the next changes").isFalse();
    assertThat(concerns(setting, link)).isFalse();
    assertThat(concerns(link, setting)).as("changed after the link was as made").isTrue();
    assertThat(concerns(setting)).isTrue();
  }

  @Test
  void ofNftablesOnlyOurTableConcernsUs() {
    assertThat(concern.in(new Changes(List.of(), Set.of("warmwell"), false))).isTrue();
    assertThat(concern.in(new Changes(List.of(), Set.of("kube-proxy"), false))).isFalse();
  }

  @Test
  void whatWasLostMayHaveConcernedUs() {
    assertThat(concern.in(new Changes(List.of(), Set.of(), true))).isTrue();
  }

  @Test
  void aPodThatComesAndGoesDoesNotConcernUs() {
    assertThat(told(link(NEW, false, "", POD_GROUP))).isFalse();
    assertThat(told(link(NEW, false, "", POD_GROUP), link(NEW, true, AS_MADE, POD_GROUP)))
        .isFalse();
    assertThat(told(link(NEW, false, AS_MADE, NodeLayout.DOOMED_GROUP))).isFalse();
  }

  @Test
  void aPodsLinkThatEndsInAnotherStateThanItsAddLeftItConcernsUs() {
    assertThat(told(link(POD, false, AS_MADE, POD_GROUP))).isTrue();
    assertThat(told(link(POD, false, "", POD_GROUP))).isTrue();
    assertThat(told(link(POD, true, "", POD_GROUP))).isTrue();
    assertThat(told(link(POD, true, AS_MADE, POD_GROUP), link(POD, true, "", POD_GROUP))).isTrue();
  }

  @Test
  void aLinkThatIsNoPodsConcernsUs() {
    assertThat(told(link(POD, true, AS_MADE, 0))).isTrue();
  }

  @Test
  void aPodsLinkThatSomebodyDeletesConcernsUs() {
    var link = link(POD, true, AS_MADE, POD_GROUP);

    assertThat(concerns(new Reply.Told(0, Reply.Event.GONE, link))).isTrue();
  }

  @Test
  void neighboursOfAPodThatIsNewConcernUsAndThoseOfOneThatIsGoneNoLonger() {
    var neighbour = new Neighbour(NEW, ADDRESS, new MacAddress(1), true);
    assertThat(concerns(neighbour)).isFalse();

    told(link(NEW, true, AS_MADE, POD_GROUP));

    assertThat(concerns(neighbour)).isTrue();

    told(link(NEW, false, AS_MADE, NodeLayout.DOOMED_GROUP));

    assertThat(concerns(neighbour)).isFalse();
  }

  private boolean told(Link... links) {
    return concerns(
        Stream.of(links)
            .map(link -> new Reply.Told(0, Reply.Event.PRESENT, link))
            .toArray(Reply.Told[]::new));
  }

  private boolean concerns(Entity entity) {
    return concerns(new Reply.Told(0, Reply.Event.GONE, entity));
  }

  private boolean concerns(Reply.Told... told) {
    return concern.in(new Changes(List.of(told), Set.of(), false));
  }

  private static Link link(int index, boolean up, String alias, int group) {
    var device = new Device(index, "eni" + index);
    return new Link(device, up, new MacAddress(1), 1500, group, alias, "veth", 3, Map.of(), false);
  }

  private static Route route(int table) {
    var target = new Route.Target.OnLink(new Device(2, ""));
    return new Route(table, Ipv4Prefix.parse("10.0.0.7/32"), target);
  }
}
