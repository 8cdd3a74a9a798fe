package io.warmwell.ipamd.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.sys.ChangeMonitor.Changes;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Reply;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;
import io.warmwell.netlink.wire.SettingChange;
import io.warmwell.netlink.wire.Unrelated;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConcernTest {
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("10.0.0.7");
  private static final int POD = 9;

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
    assertThat(concerns(new SettingChange(2))).isTrue();
    assertThat(concerns(new SettingChange(-1))).isFalse();
    assertThat(concerns(new Unrelated(24))).isFalse();
  }

  @Test
  void ofNftablesOnlyOurTableConcernsUs() {
    assertThat(Concern.in(new Changes(List.of(), Set.of("warmwell"), false), Set.of())).isTrue();
    assertThat(Concern.in(new Changes(List.of(), Set.of("kube-proxy"), false), Set.of())).isFalse();
  }

  @Test
  void whatWasLostMayHaveConcernedUs() {
    assertThat(Concern.in(new Changes(List.of(), Set.of(), true), Set.of())).isTrue();
  }

  private static boolean concerns(Entity entity) {
    var told = new Reply.Told(0, Reply.Event.GONE, entity);
    return Concern.in(new Changes(List.of(told), Set.of(), false), Set.of(POD));
  }

  private static Route route(int table) {
    var target = new Route.Target.OnLink(new Device(2, ""));
    return new Route(table, Ipv4Prefix.parse("10.0.0.7/32"), target);
  }
}
