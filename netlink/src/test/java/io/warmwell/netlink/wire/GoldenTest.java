package io.warmwell.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests against the bytes that ip(8) of iproute2 6.1.0 sends for the twin command, recorded on
/// x86-64 with `strace -e trace=sendmsg -e write=all -s 0 ip …`. The bytes are little-endian, as
/// every machine is that Warmwell runs on.
final class GoldenTest {
  private static final Device WWA = new Device(3, "wwa");
  private static final int SEQUENCE_OFFSET = 8;

  static List<Arguments> recorded() {
    return List.of(
        recorded(
            new RouteChange(
                Verb.REPLACE, route("10.0.0.5/32", 20000, new Route.Target.OnLink(WWA))),
            "3400000018000505476d026b00000000022000000004fd0100000000080001000a000005"
                + "08000f00204e00000800040003000000"),
        recorded(
            new RouteChange(
                Verb.REPLACE,
                route("0.0.0.0/0", 20002, new Route.Target.Via(address("10.0.1.1"), WWA))),
            "3400000018000505476d026b00000000020000000004000104000000080005000a000101"
                + "08000f00224e00000800040003000000"),
        recorded(
            new RuleChange(Verb.ADD, Rule.ofMark(1536, 0x200, 0x3f00, 20002)),
            "3c00000020000506476d026b000000000200000000000001000000000800060000060000"
                + "08000a000002000008001000003f000008000f00224e0000"),
        recorded(
            new RuleChange(Verb.ADD, Rule.ofSource(1600, Ipv4Prefix.parse("10.0.1.10/32"), 20002)),
            "3400000020000506476d026b000000000200200000000001000000000800060040060000"
                + "080002000a00010a08000f00224e0000"),
        recorded(
            new RuleChange(Verb.ADD, Rule.ofAll(512, 20000)),
            "2c00000020000506476d026b000000000200000000000001000000000800060000020000"
                + "08000f00204e0000"),
        recorded(
            new RuleChange(Verb.DELETE, Rule.ofAll(512, 20000)),
            "2c00000021000500486d026b000000000200000000000000000000000800060000020000"
                + "08000f00204e0000"),
        recorded(
            new NeighbourChange(
                Verb.REPLACE, WWA, address("169.254.1.1"), MacAddress.parse("02:00:00:00:00:01")),
            "300000001c000505486d026b00000000020000000300000080000000"
                + "08000100a9fe01010a0002000200000000010000"),
        recorded(
            new AddressChange(Verb.REPLACE, WWA, address("10.0.0.5"), 32),
            "3000000014000505476d026b000000000220000003000000"
                + "080002000a0000050800080000020000080001000a000005"),
        recorded(
            new LinkChange(WWA, new LinkProperty.Alias("pod-a")),
            "2c00000010000500476d026b0000000000000000030000000000000000000000"
                + "09001400706f642d61000000"),
        recorded(
            new LinkChange(WWA, new LinkProperty.Group(1000)),
            "2800000010000500486d026b0000000000000000030000000000000000000000"
                + "08001b00e8030000"),
        recorded(
            new LinkChange(WWA, new LinkProperty.Down()),
            "2000000010000500486d026b0000000000000000030000000000000001000000"),
        recorded(
            new LinkChange(WWA, new LinkProperty.NoLinkLocal()),
            "3000000010000500486d026b0000000000000000030000000000000000000000"
                + "10001a000c000a000500080001000000"),
        recorded(
            new LinkGroupDelete(1000),
            "2800000011000500486d026b0000000000000000000000000000000000000000"
                + "08001b00e8030000"));
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void aRequestHasTheBytesOfItsTwin(Request request, String recorded) {
    var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(recorded)).order(ByteOrder.nativeOrder());

    var written = Bytes.of(request, bytes.getInt(SEQUENCE_OFFSET));

    assertThat(HexFormat.of().formatHex(written)).isEqualTo(recorded);
  }

  /// Written down by hand from linux/veth.h and if_link.h, since ip(8) orders attributes by the
  /// command line and asks for no queues.
  @Test
  void aVethPairIsOneMessageWithThePeerNestedInIt() {
    var veth =
        new VethAdd(
            "eni0123456789a",
            MacAddress.parse("02:00:00:00:00:01"),
            7,
            9001,
            "eth0",
            MacAddress.parse("02:00:00:00:00:02"),
            5);

    var written = Bytes.of(veth, 1);

    assertThat(HexFormat.of().formatHex(written))
        .isEqualTo(
            "c00000001000050601000000"
                + "00000000"
                + "00000000000000000000000000000000"
                + "13000300"
                + "656e693031323334353637383961"
                + "0000"
                + "0800040029230000"
                + "0a000100"
                + "0200000000010000"
                + "08001f0001000000"
                + "0800200001000000"
                + "08001b0007000000"
                + "60001200"
                + "09000100"
                + "7665746800000000"
                + "50000200"
                + "4c000100"
                + "00000000000000000000000000000000"
                + "09000300"
                + "6574683000000000"
                + "0800040029230000"
                + "0a000100"
                + "0200000000020000"
                + "08001f0001000000"
                + "0800200001000000"
                + "08001c0005000000");
  }

  private static Arguments recorded(Request request, String hex) {
    return Arguments.of(request, hex);
  }

  private static Route route(String destination, int table, Route.Target target) {
    return new Route(table, Ipv4Prefix.parse(destination), target);
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }
}
