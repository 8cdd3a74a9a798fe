package io.warmwell.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.sys.ChangeMonitor;
import io.warmwell.netlink.sys.ChangeMonitor.LinkGroups;
import io.warmwell.netlink.sys.ChangeMonitor.Subject;
import io.warmwell.netlink.sys.Descriptor;
import io.warmwell.netlink.sys.Namespaces;
import io.warmwell.netlink.sys.NetlinkException;
import io.warmwell.netlink.sys.NetlinkSocket;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.InetSetting;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.NeighbourProbe;
import io.warmwell.netlink.wire.Reply;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.RouteChange;
import io.warmwell.netlink.wire.Rule;
import io.warmwell.netlink.wire.RuleChange;
import io.warmwell.netlink.wire.SettingChange;
import io.warmwell.netlink.wire.Verb;
import io.warmwell.netlink.wire.VethAdd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NetlinkIT {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("10.0.0.5");
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
  private static final String HERE = "ww-netlink-" + ProcessHandle.current().pid();
  private static final String THERE = HERE + "-peer";

  private Netlink netlink;
  private Device device;

  @BeforeEach
  void makeAPair() {
    ip("netns add " + HERE);
    ip("netns add " + THERE);
    netlink = Namespaces.run(Path.of("/run/netns", HERE), () -> Netlink.open(SOON));
    try (var there = Descriptor.open(Path.of("/run/netns", THERE))) {
      var peerMac = MacAddress.parse("02:00:00:00:00:02");
      netlink.addVeth(new VethAdd("ww0", MAC, 7, 1400, "eth0", peerMac, there.number()));
    }
    device = netlink.link("ww0").orElseThrow().device();
  }

  @AfterEach
  void deleteTheNamespaces() {
    netlink.close();
    ip("netns del " + HERE);
    ip("netns del " + THERE);
  }

  @Test
  void aPairHasOneEndHereAndTheOtherThere() {
    var link = netlink.link("ww0").orElseThrow();

    assertThat(link.mac()).isEqualTo(MAC);
    assertThat(link.group()).isEqualTo(7);
    assertThat(link.mtu()).isEqualTo(1400);
    assertThat(link.up()).isFalse();
    assertThat(netlink.veths()).containsExactly(link);
    assertThat(ip("-n " + THERE + " -o link show eth0"))
        .contains("02:00:00:00:00:02", "mtu 1400")
        .startsWith(link.peer() + ":");
  }

  @Test
  void aLinkIsChangedWithItsIpv4Settings() {
    netlink.change(
        device,
        new LinkProperty.Alias("pod"),
        new LinkProperty.Group(9),
        new LinkProperty.Mtu(1300),
        new LinkProperty.Inet(InetSetting.FORWARDING, 1),
        new LinkProperty.Inet(InetSetting.RP_FILTER, 2),
        new LinkProperty.Up());

    var link = netlink.link("ww0").orElseThrow();
    assertThat(link.alias()).isEqualTo("pod");
    assertThat(link.group()).isEqualTo(9);
    assertThat(link.up()).isTrue();
    assertThat(link.inet())
        .containsEntry(InetSetting.FORWARDING, 1)
        .containsEntry(InetSetting.RP_FILTER, 2);
    assertThat(ip("-n " + HERE + " link show ww0")).contains("alias pod", "mtu 1300", "group 9");
  }

  @Test
  void whatIsAddedIsListedAndWhatIsDeletedIsNot() {
    var prefix = ADDRESS.toPrefix();
    var route = new Route(20000, prefix, new Route.Target.OnLink(device));
    var byMark = Rule.ofMark(1536, 0x100, 0x3f00, 20001);
    var bySource = Rule.ofSource(1600, prefix, 20001);
    netlink.change(device, new LinkProperty.NoLinkLocal(), new LinkProperty.Up());

    netlink.replaceAddress(device, ADDRESS, 24);
    netlink.replaceRoute(route);
    netlink.addRule(byMark);
    netlink.addRule(byMark);
    netlink.addRule(bySource);
    netlink.replaceNeighbour(device, Ipv4Address.parse("10.0.0.6"), MAC);

    assertThat(netlink.addresses(device))
        .containsExactly(new InterfaceAddress(device.index(), ADDRESS, 24));
    assertThat(netlink.routes(20000))
        .singleElement()
        .hasToString("10.0.0.5/32 dev if" + device.index() + " table 20000");
    assertThat(netlink.rules()).contains(byMark, bySource).doesNotHaveDuplicates();
    assertThat(netlink.neighbours(device))
        .containsExactly(new Neighbour(device.index(), Ipv4Address.parse("10.0.0.6"), MAC, true));
    assertThat(ip("-n " + HERE + " route show table main")).isEmpty();

    netlink.deleteRoute(route);
    netlink.deleteRoute(route);
    netlink.deleteRule(byMark);
    netlink.deleteRule(byMark);
    netlink.deleteRule(bySource);
    netlink.deleteAddress(device, ADDRESS, 24);
    netlink.deleteAddress(device, ADDRESS, 24);
    assertThat(netlink.routes(20000)).isEmpty();
    assertThat(netlink.rules()).doesNotContain(byMark, bySource);
    assertThat(netlink.addresses(device)).isEmpty();
  }

  @Test
  void aRefusalReadsLikeAFailedCommand() {
    netlink.change(device, new LinkProperty.Up());
    var strayed =
        new Route(
            20000,
            Ipv4Prefix.parse("0.0.0.0/0"),
            new Route.Target.Via(ADDRESS, new Device(99, "none")));

    assertThatThrownBy(() -> netlink.replaceRoute(strayed))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
        .hasMessageStartingWith(
            "route replace default via 10.0.0.5 dev none table 20000: ENODEV (19)");
  }

  @Test
  void aBatchGoesOnAfterARefusalAndTellsEveryOne() {
    try (var socket = Namespaces.run(Path.of("/run/netns", HERE), () -> NetlinkSocket.open(SOON))) {
      var rules =
          IntStream.range(0, 200)
              .mapToObj(i -> new RuleChange(Verb.ADD, Rule.ofAll(1000 + i, 20000)))
              .toList();

      assertThat(socket.attempt(rules).refusals()).isEmpty();
      assertThat(socket.attempt(rules).refusals())
          .hasSize(200)
          .allSatisfy(refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EEXIST));
      assertThat(socket.attempt(List.of(rules.getFirst())).refusals().getFirst().request())
          .isEqualTo(rules.getFirst());
    }
    assertThat(netlink.rules()).hasSizeGreaterThan(200);
  }

  @Test
  void theKernelsOwnWordsAreInTheException() {
    netlink.change(device, new LinkProperty.Up());
    netlink.replaceAddress(device, ADDRESS, 24);
    var unreachable =
        new RouteChange(
            Verb.ADD,
            new Route(20000, Ipv4Prefix.parse("0.0.0.0/0"), new Route.Target.Via(ADDRESS, device)));
    try (var socket = Namespaces.run(Path.of("/run/netns", HERE), () -> NetlinkSocket.open(SOON))) {
      assertThatThrownBy(() -> socket.execute(unreachable))
          .hasMessageEndingWith("EINVAL (22): Nexthop has invalid gateway");
    }
  }

  @Test
  void aSocketOfAnotherKindIsNotAdopted() {
    var file = Descriptor.open(Path.of("/"));

    assertThatThrownBy(() -> NetlinkSocket.adopt(file, SOON)).hasMessageContaining("ENOTSOCK");
  }

  @Test
  void linksAreDeletedByGroup() {
    netlink.deleteLinks(7);
    netlink.deleteLinks(7);

    assertThat(netlink.link("ww0")).isEmpty();
    assertThat(ip("-n " + THERE + " -br link")).doesNotContain("eth0");
  }

  @Test
  void whatChangesIsToldByWhatItIsAbout() {
    var here = Path.of("/run/netns", HERE);
    try (var monitor =
            Namespaces.run(here, () -> ChangeMonitor.open(EnumSet.allOf(Subject.class)));
        var nftables = Namespaces.run(here, Nftables::open)) {
      assertThat(monitor.await(Duration.ZERO)).isFalse();

      netlink.addRule(Rule.ofAll(512, 20000));
      netlink.addRule(Rule.ofAll(IpFamily.IPV6, 512, 20000));
      ip("netns exec " + HERE + " sysctl -qw net.ipv4.conf.ww0.forwarding=1");
      ip("netns exec " + HERE + " sysctl -qw net.ipv6.conf.all.forwarding=1");
      nftables.apply("add table inet warm\nadd chain inet warm one\nadd table ip other");

      assertThat(monitor.await(SOON)).isTrue();
      var changes = monitor.read();
      assertThat(changes.network())
          .extracting(Reply.Told::entity)
          .contains(
              Rule.ofAll(512, 20000),
              Rule.ofAll(IpFamily.IPV6, 512, 20000),
              new SettingChange(IpFamily.IPV4, device.index()),
              new SettingChange(IpFamily.IPV6, SettingChange.ALL));
      assertThat(changes.inetTables()).containsExactly("warm");
      assertThat(changes.isIncomplete()).isFalse();
      assertThat(monitor.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void aMonitorOfOthersDoesNotTellWhatThisProcessDoes() {
    var here = Path.of("/run/netns", HERE);
    try (var monitor =
        Namespaces.run(here, () -> ChangeMonitor.ofOthers(Set.of(Subject.IPV4_RULES)))) {
      netlink.addRule(Rule.ofAll(512, 20000));
      ip("-n " + HERE + " rule add pref 513 lookup 20001");
      netlink.addRule(Rule.ofAll(514, 20002));

      assertThat(monitor.await(SOON)).isTrue();
      assertThat(monitor.read().network())
          .extracting(Reply.Told::entity)
          .containsExactly(Rule.ofAll(513, 20001));
    }
  }

  @Test
  void aMonitorOfOtherLinksDoesNotTellOfLinksInCertainGroups() {
    var here = Path.of("/run/netns", HERE);
    var besides = List.of(new LinkGroups(~0, 9), new LinkGroups(0xffff_ff00, 0x5757_0000));
    try (var monitor = Namespaces.run(here, () -> ChangeMonitor.ofOtherLinks(besides))) {
      addLink("loud0", "8");
      addLink("quiet0", "9");
      addLink("quiet1", "0x57570001");
      addLink("loud1", "0x57570100");
      ip("-n " + HERE + " link del quiet0");

      assertThat(monitor.await(SOON)).isTrue();
      assertThat(monitor.read().network())
          .extracting(told -> ((Link) told.entity()).device().name())
          .containsOnly("loud0", "loud1");
    }
  }

  private static void addLink(String name, String group) {
    var peer = " peer name " + name + " netns " + THERE;
    ip("-n " + HERE + " link add " + name + " group " + group + " type veth" + peer);
  }

  @Test
  void whatNobodyReadsInTimeIsKnownToBeIncomplete() {
    var here = Path.of("/run/netns", HERE);
    try (var monitor = Namespaces.run(here, () -> ChangeMonitor.open(Set.of(Subject.IPV4_RULES)))) {
      for (var table = 1; table <= 1000; table++) {
        netlink.addRule(Rule.ofAll(512, table));
      }

      assertThat(monitor.read().isIncomplete()).isTrue();

      netlink.addRule(Rule.ofAll(513, 1));

      var changes = monitor.read();
      assertThat(changes.isIncomplete()).isFalse();
      assertThat(changes.network()).isNotEmpty();
    }
  }

  @Test
  void aNeighbourThatIsAskedForIsAskedByArp() {
    netlink.change(device, new LinkProperty.Up());
    ip("-n " + THERE + " link set eth0 up");
    ip("-n " + HERE + " addr add 10.0.0.1/24 dev ww0");
    ip("-n " + THERE + " addr add 10.0.0.5/24 dev eth0");

    var here = Path.of("/run/netns", HERE);
    try (var monitor = Namespaces.run(here, () -> ChangeMonitor.open(Set.of(Subject.NEIGHBOURS)))) {
      netlink.attempt(List.of(new NeighbourProbe(device, ADDRESS))).orThrow();

      while (netlink.neighbours().stream().noneMatch(this::isPeer)) {
        assertThat(monitor.await(SOON)).isTrue();
        monitor.read();
      }
    }
  }

  private boolean isPeer(Neighbour neighbour) {
    return neighbour.address().equals(ADDRESS)
        && neighbour.mac().equals(MacAddress.parse("02:00:00:00:00:02"))
        && !neighbour.permanent();
  }

  @Test
  void aRouteThatLeadsNowhereIsDeletedToo() {
    ip("-n " + HERE + " route add blackhole 10.9.0.0/16 table 20000");
    var route = netlink.routes(20000).getFirst();

    netlink.deleteRoute(route);

    assertThat(netlink.routes(20000)).isEmpty();
  }

  @Test
  void nftablesTakesAllOfATransactionOrNothing() {
    try (var nftables = Namespaces.run(Path.of("/run/netns", HERE), Nftables::open)) {
      nftables.apply("add table inet warm\nadd chain inet warm one");

      assertThatThrownBy(
              () -> nftables.apply("add chain inet warm two\nadd rule inet nowhere one accept"))
          .isInstanceOf(NftablesException.class)
          .hasMessageContaining("No such file or directory");

      assertThat(nftables.list("list table inet warm")).contains("chain one").doesNotContain("two");
      assertThat(nftables.applyJson("{\"nftables\":[{\"list\":{\"tables\":null}}]}"))
          .contains("\"name\": \"warm\"");
    }
  }

  private static String ip(String command) {
    try {
      var process =
          new ProcessBuilder(("ip " + command).split(" ")).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("ip %s: %s", command, output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
