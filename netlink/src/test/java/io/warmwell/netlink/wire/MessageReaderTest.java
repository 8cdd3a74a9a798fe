package io.warmwell.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.inet.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageReaderTest {
  private static final Device ETH1 = new Device(3, "eth1");
  private static final Device UNNAMED = new Device(3, "");

  /// A request to create something has the layout of the message that tells about it.
  static List<List<Object>> roundTrips() {
    var pod = Ipv4Prefix.parse("10.0.0.5/32");
    var gateway = Ipv4Address.parse("10.0.1.1");
    var pod6 = Ipv6Prefix.parse("2001:db8::a00:107/128");
    var gateway6 = Ipv6Address.parse("fe80::1");
    var mac = MacAddress.parse("02:00:00:00:00:01");
    var any = Ipv4Prefix.parse("0.0.0.0/0");
    return List.of(
        List.of(
            new RouteChange(Verb.ADD, new Route(20000, pod, new Route.Target.OnLink(ETH1))),
            new Route(20000, pod, new Route.Target.OnLink(UNNAMED))),
        List.of(
            new RouteChange(Verb.ADD, new Route(7, any, new Route.Target.Via(gateway, ETH1))),
            new Route(7, any, new Route.Target.Via(gateway, UNNAMED))),
        List.of(
            new RouteChange(Verb.ADD, new Route(20000, pod6, new Route.Target.OnLink(ETH1))),
            new Route(20000, pod6, new Route.Target.OnLink(UNNAMED))),
        List.of(
            new RouteChange(
                Verb.ADD,
                new Route(254, IpFamily.IPV6.everywhere(), new Route.Target.Via(gateway6, ETH1))),
            new Route(254, IpFamily.IPV6.everywhere(), new Route.Target.Via(gateway6, UNNAMED))),
        List.of(
            new RuleChange(Verb.ADD, Rule.ofAll(IpFamily.IPV6, 512, 20000)),
            Rule.ofAll(IpFamily.IPV6, 512, 20000)),
        List.of(
            new AddressChange(Verb.ADD, ETH1, pod6.base(), 128),
            new InterfaceAddress(3, pod6.base(), 128)),
        List.of(
            new NeighbourChange(Verb.ADD, ETH1, gateway6, mac),
            new Neighbour(3, gateway6, mac, true)),
        List.of(
            new RuleChange(Verb.ADD, Rule.ofMark(1536, 0x200, 0x3f00, 20002)),
            Rule.ofMark(1536, 0x200, 0x3f00, 20002)),
        List.of(
            new RuleChange(Verb.ADD, Rule.ofSource(1600, pod, 20002)),
            Rule.ofSource(1600, pod, 20002)),
        List.of(new RuleChange(Verb.ADD, Rule.ofAll(512, 20000)), Rule.ofAll(512, 20000)),
        List.of(
            new AddressChange(Verb.ADD, ETH1, gateway, 24), new InterfaceAddress(3, gateway, 24)),
        List.of(
            new NeighbourChange(Verb.ADD, ETH1, gateway, mac),
            new Neighbour(3, gateway, mac, true)));
  }

  @ParameterizedTest
  @MethodSource("roundTrips")
  void whatIsWrittenIsRead(List<Object> requestAndEntity) {
    var bytes = Bytes.of((Request) requestAndEntity.getFirst(), 9);

    var replies = MessageReader.read(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));

    assertThat(replies)
        .containsExactly(
            new Reply.Told(9, Reply.Event.PRESENT, (Entity) requestAndEntity.getLast()));
  }

  @Test
  void aLinkIsReadWithItsAttributes() {
    var change =
        new LinkChange(
            ETH1,
            new LinkProperty.Up(),
            new LinkProperty.Mtu(9001),
            new LinkProperty.Group(7),
            new LinkProperty.Alias("pod"),
            new LinkProperty.Mac(MacAddress.parse("02:00:00:00:00:01")));

    var replies =
        MessageReader.read(ByteBuffer.wrap(Bytes.of(change, 1)).order(ByteOrder.nativeOrder()));

    assertThat(replies)
        .singleElement()
        .isInstanceOfSatisfying(
            Reply.Told.class,
            told -> {
              var link = (Link) told.entity();
              assertThat(link.device().index()).isEqualTo(3);
              assertThat(link.up()).isTrue();
              assertThat(link.mtu()).isEqualTo(9001);
              assertThat(link.group()).isEqualTo(7);
              assertThat(link.alias()).isEqualTo("pod");
              assertThat(link.mac()).hasToString("02:00:00:00:00:01");
            });
  }

  /// Layout: nlmsghdr, error, the header of the request, attributes (netlink(7), NLM_F_CAPPED).
  @Test
  void aRefusalCarriesErrnoAndTheKernelsOwnWords() {
    var text = "Nexthop has invalid gateway".getBytes(StandardCharsets.US_ASCII);
    var message = message(2, 0x300, 5, 4 + 16 + 4 + text.length + 1);
    message.putInt(-101).put(new byte[16]);
    message.putShort((short) (4 + text.length + 1)).putShort((short) 1).put(text).put((byte) 0);

    assertThat(MessageReader.read(message.flip().order(ByteOrder.nativeOrder())))
        .containsExactly(new Reply.Refused(5, Errno.ENETUNREACH, "Nexthop has invalid gateway"));
  }

  @Test
  void errorNumberZeroIsAConfirmation() {
    var message = message(2, 0x100, 5, 20).putInt(0).put(new byte[16]);

    assertThat(MessageReader.read(message.flip())).containsExactly(new Reply.Done(5));
  }

  @Test
  void theEndOfADumpMayBeAnErrorToo() {
    var message = message(3, 2, 5, 4).putInt(-2);

    assertThat(MessageReader.read(message.flip()))
        .containsExactly(new Reply.Refused(5, Errno.ENOENT, ""));
  }

  @Test
  void aDumpThatWasInterruptedSaysSo() {
    var message = message(3, 0x12, 5, 4).putInt(0);

    assertThat(MessageReader.read(message.flip()))
        .containsExactly(new Reply.Interrupted(5), new Reply.Done(5));
  }

  @Test
  void aDeletionIsReadAsGone() {
    var message = message(17, 0, 0, 16).putInt(0).putInt(3).putInt(0).putInt(0);

    assertThat(MessageReader.read(message.flip()))
        .singleElement()
        .isInstanceOfSatisfying(
            Reply.Told.class, told -> assertThat(told.event()).isEqualTo(Reply.Event.GONE));
  }

  @Test
  void aMessageOfAnotherKindIsUnrelated() {
    var message = message(99, 0, 0, 0);

    assertThat(MessageReader.read(message.flip()))
        .containsExactly(new Reply.Told(0, Reply.Event.PRESENT, new Unrelated(99)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17, 30})
  void aMessageThatIsCutOffIsRefused(int bytes) {
    var whole = Bytes.of(new RuleChange(Verb.ADD, Rule.ofAll(512, 20000)), 1);
    var cut = ByteBuffer.wrap(whole, 0, bytes).slice().order(ByteOrder.nativeOrder());

    assertThatThrownBy(() -> MessageReader.read(cut)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAttributeLongerThanItsMessageIsRefused() {
    var message = message(16, 0, 0, 24).put(new byte[16]).putShort((short) 40).putShort((short) 3);
    message.putInt(0);

    assertThatThrownBy(() -> MessageReader.read(message.flip()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40 bytes");
  }

  private static ByteBuffer message(int type, int flags, int sequence, int body) {
    return ByteBuffer.allocate(256)
        .order(ByteOrder.nativeOrder())
        .putInt(16 + body)
        .putShort((short) type)
        .putShort((short) flags)
        .putInt(sequence)
        .putInt(0);
  }
}
