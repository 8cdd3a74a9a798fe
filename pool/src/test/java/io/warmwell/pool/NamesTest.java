package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people meet in messages: ids, names and limits.
class NamesTest {

  @Test
  void idsReadAsEc2WritesThem() {
    assertThat(new EniId("eni-0a1b")).hasToString("eni-0a1b");
    assertThat(new SubnetId("subnet-0a1b")).hasToString("subnet-0a1b");
  }

  @Test
  void anIdOfAnotherThingIsRefused() {
    assertThatThrownBy(() -> new EniId("subnet-0a1b")).hasMessage("not an ENI id: 'subnet-0a1b'");
    assertThatThrownBy(() -> new SubnetId("eni-0a1b")).hasMessage("not a subnet id: 'eni-0a1b'");
  }

  @Test
  void interfacesHaveAnOrder() {
    assertThat(Stream.of(new EniId("eni-2"), new EniId("eni-1")).sorted())
        .containsExactly(new EniId("eni-1"), new EniId("eni-2"));
  }

  @Test
  void aLeaseReadsAsWhoHasWhatWhere() {
    var attachment =
        new Attachment(
            new AttachmentKey("net", "sandbox", "eth0"), new PodName("default", "web"), "eni1");

    assertThat(
            new Lease(
                attachment, Ipv4Address.parse("10.0.0.7"), new EniId("eni-1"), 1, Instant.EPOCH))
        .hasToString("10.0.0.7@eni-1=net/sandbox/eth0(default/web)");
  }

  @ParameterizedTest
  @CsvSource({"'', c, eth0", "net, '', eth0", "net, c, ''"})
  void anAttachmentHasANetworkAContainerAndAnInterface(
      String network, String container, String interfaceName) {
    assertThatThrownBy(() -> new AttachmentKey(network, container, interfaceName))
        .hasMessageStartingWith("attachment needs a network, a container and an interface");
  }

  @Test
  void theSmallestInstanceHasOneInterfaceWithOneAddress() {
    assertThat(new InterfaceLimits(1, 1).blocksPerInterface()).isZero();
    assertThatThrownBy(() -> new InterfaceLimits(0, 1))
        .hasMessage("limits start at 1: interfaces=0 addresses-per-interface=1");
    assertThatThrownBy(() -> new InterfaceLimits(1, 0))
        .hasMessage("limits start at 1: interfaces=1 addresses-per-interface=0");
  }

  @Test
  void aNodeMayTakeNoPodAtAll() {
    var limits = new InterfaceLimits(3, 10);

    assertThat(new Capacity(limits, 0, 0).addressesMax()).isZero();
    assertThatThrownBy(() -> new Capacity(limits, -1, 0)).hasMessage("capacity is zero or more");
    assertThatThrownBy(() -> new Capacity(limits, 0, -1)).hasMessage("capacity is zero or more");
    assertThatThrownBy(() -> new Capacity(limits, 1, -1, true, 0))
        .hasMessage("capacity is zero or more");
    assertThatThrownBy(() -> new Capacity(limits, 1, 2, true, 0))
        .hasMessage("trunks=2 of foreign interfaces=1");
  }
}
