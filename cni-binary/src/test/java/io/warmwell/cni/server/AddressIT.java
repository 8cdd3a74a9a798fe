package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.protocol.CniError;
import io.warmwell.pool.AttachmentKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The verbs as another plugin's IPAM plugin: the real shim, strict fakes behind.
class AddressIT extends ServerFixture {
  private static final String MACVLAN =
      "{\"cniVersion\":\"1.1.0\",\"name\":\"extra\",\"type\":\"macvlan\",\"mtu\":65535,"
          + "\"master\":\"eth0\",\"ipam\":{\"type\":\"warmwell\"}}";
  private static final Shim.Outcome DONE = new Shim.Outcome(0, "");

  private Shim macvlan;

  @BeforeEach
  void callAsAnotherPlugin() {
    macvlan = shim.with("CNI_IFNAME", "net1").reading(MACVLAN);
  }

  @Test
  void anAddressIsLeasedAndNothingIsWired() {
    var added = macvlan.call("ADD");

    assertThat(added.output())
        .isEqualToIgnoringNewLines(
            "{\"cniVersion\":\"1.1.0\",\"ips\":[{\"address\":\"10.0.1.0/20\","
                + "\"gateway\":\"10.0.0.1\"}],\"routes\":[],\"dns\":{}}");
    assertThat(macvlan.call("ADD")).isEqualTo(added);
    assertThat(wiring.links()).isEmpty();
    assertThat(macvlan.recalling(added.output()).call("CHECK")).isEqualTo(DONE);

    assertThat(macvlan.with("CNI_NETNS", "").call("DEL")).isEqualTo(DONE);
    assertThat(macvlan.call("DEL")).isEqualTo(DONE);
    assertThat(leases.leased()).isZero();
    assertThat(macvlan.recalling(added.output()).call("CHECK").code())
        .isEqualTo(CniError.UNKNOWN_CONTAINER);
  }

  @Test
  void eachInterfaceOfAContainerHasAnAddressOfItsOwn() {
    shim.call("ADD");
    macvlan.call("ADD");
    macvlan.with("CNI_IFNAME", "net2").call("ADD");
    assertThat(leases.leased()).isEqualTo(3);

    macvlan.call("DEL");

    assertThat(leases.has(new AttachmentKey("extra", "c1", "net1"))).isFalse();
    assertThat(leases.has(new AttachmentKey("extra", "c1", "net2"))).isTrue();
    assertThat(wiring.links()).hasSize(1);
  }

  @Test
  void aPluginThatRoutesByTheNodeGetsTheNodeAsGateway() {
    var routed = shim.reading(MACVLAN.replace("macvlan", "ptp").replace("1.1.0", "0.3.1"));

    assertThat(routed.call("ADD").output())
        .isEqualToIgnoringNewLines(
            "{\"cniVersion\":\"0.3.1\",\"ips\":[{\"version\":\"4\",\"address\":\"10.0.1.0/20\","
                + "\"gateway\":\"10.0.0.10\"}],\"routes\":[{\"dst\":\"0.0.0.0/0\"}],\"dns\":{}}");
  }

  @Test
  void gatewayAndRoutesCanBeSaid() {
    var said =
        "\"ipam\":{\"gateway\":\"10.0.0.9\",\"routes\":[{\"dst\":\"10.9.0.0/16\",\"gw\":\"10.0.0.8\"}],";

    assertThat(macvlan.reading(MACVLAN.replace("\"ipam\":{", said)).call("ADD").output())
        .contains("\"gateway\":\"10.0.0.9\"")
        .contains("\"routes\":[{\"dst\":\"10.9.0.0/16\",\"gw\":\"10.0.0.8\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"gateway\":\"10.0.0\",",
        "\"routes\":{},",
        "\"routes\":[7],",
        "\"routes\":[{\"dst\":\"::/0\"}],",
        "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"x\"}],"
      })
  void whatCannotBeReadIsRefused(String said) {
    var refused = macvlan.reading(MACVLAN.replace("\"ipam\":{", "\"ipam\":{" + said)).call("ADD");

    assertThat(refused.code()).as(refused.output()).isEqualTo(CniError.BAD_CONFIGURATION);
    assertThat(refused.message()).contains("ipam.");
    assertThat(leases.leased()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"warmwell,warmwell", "warmwell,host-local", "macvlan,host-local"})
  void whoIsNotAskedForAnAddressMakesTheInterface(String type, String ipam) {
    var asked =
        MACVLAN
            .replace("65535", "1500")
            .replace("\"type\":\"warmwell\"", "\"type\":\"" + ipam + "\"")
            .replace("macvlan", type);

    shim.reading(asked).call("ADD");

    assertThat(wiring.links()).hasSize(1);
  }

  @Test
  void aRecordOfAnotherAddressIsADifference() {
    var added = macvlan.call("ADD").output();

    var checked = macvlan.recalling(added.replace("10.0.1.0/", "10.0.1.9/")).call("CHECK");

    assertThat(checked.code()).isEqualTo(CniError.DIFFERENT);
    assertThat(checked.message()).contains("prevResult has 10.0.1.9/20, the lease is of 10.0.1.0");
  }

  @Test
  void aGcEndsTheLeaseOfAnotherPluginsInterface() {
    macvlan.call("ADD");
    var listing = "\"cni.dev/valid-attachments\":[],\"master\"";

    var collected = macvlan.reading(MACVLAN.replace("\"master\"", listing)).call("GC");

    assertThat(collected).isEqualTo(DONE);
    assertThat(leases.leased()).isZero();
    assertThat(story).endsWith("forget [10.0.1.0]", "release 10.0.1.0");
  }

  @Test
  void anAttachmentDoesNotChangeItsKindWithoutADel() {
    shim.reading(MACVLAN).call("ADD");
    var ours = shim.reading(Shim.CONFIGURATION.replace("pods", "extra"));

    var refused = ours.call("ADD");

    assertThat(refused.code()).isEqualTo(CniError.BAD_CONFIGURATION);
    assertThat(refused.message()).contains("another plugin makes");
    assertThat(wiring.links()).isEmpty();
    assertThat(ours.call("DEL")).isEqualTo(DONE);
    assertThat(ours.call("ADD").status()).isZero();
    assertThat(shim.reading(MACVLAN).call("ADD").message()).contains("warmwell makes");
  }

  @Test
  void aDaemonWithoutAnAddressSaysWhereItLooked() {
    leases.refuse(CniError.TRY_AGAIN_LATER, "no free address: 1 of 2 assigned", "full");

    var refused = macvlan.call("ADD");

    assertThat(refused.code()).isEqualTo(CniError.TRY_AGAIN_LATER);
    assertThat(refused.details()).contains("one of the node's primary interface");
  }
}
