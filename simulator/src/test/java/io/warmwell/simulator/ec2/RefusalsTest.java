package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.Wanted.AddressCount;
import io.warmwell.simulator.ec2.Wanted.Addresses;
import io.warmwell.simulator.ec2.Wanted.PrefixCount;
import io.warmwell.simulator.ec2.Wanted.Prefixes;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of what EC2 refuses, and with which code.
final class RefusalsTest {
  private static final EniId ABSENT = new EniId("eni-0dead");
  private static final SubnetId SUBNET = TestWorld.SUBNET;

  /// Addresses of each subnet that EC2 keeps.
  private static final int RESERVED = 5;

  record Refusal(String code, String what, Consumer<TestWorld> request) {
    @Override
    public String toString() {
      return code + ": " + what;
    }
  }

  static Stream<Refusal> table() {
    return Stream.of(
            unknownThings(),
            creations(),
            attachments(),
            limitsOfTypes(),
            assignments(),
            changes(),
            descriptions())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("table")
  void aRefusalHasEc2sCodeAndChangesNothing(Refusal refusal) {
    var world = TestWorld.prompt(7);

    assertThatThrownBy(() -> refusal.request().accept(world))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(refusal.code());
              assertThat(e.httpStatus()).isEqualTo(400);
            });
    assertThat(taken(world)).isEqualTo(owned(world));
  }

  private static List<Refusal> unknownThings() {
    return List.of(
        new Refusal(
            "InvalidSubnetID.NotFound",
            "a subnet that is not there",
            world -> world.create(new SubnetId("subnet-0dead"), Wanted.NOTHING)),
        new Refusal(
            "InvalidNetworkInterfaceID.NotFound",
            "deleting twice",
            world -> {
              var eni = world.create(SUBNET, Wanted.NOTHING);
              world.ec2().deleteNetworkInterface(eni);
              world.ec2().deleteNetworkInterface(eni);
            }),
        new Refusal(
            "InvalidInstanceID.NotFound",
            "attaching to no instance",
            world -> attach(world, world.create(SUBNET, Wanted.NOTHING), "i-0dead", 1)),
        new Refusal(
            "InvalidAttachmentID.NotFound",
            "detaching nothing",
            world -> world.ec2().detachNetworkInterface("eni-attach-0dead")),
        new Refusal(
            "InvalidInstanceType",
            "a type nobody sells",
            world -> world.ec2().describeInstanceTypes(List.of("m5.tiny"))),
        new Refusal(
            "InvalidNetworkInterfaceID.NotFound",
            "tagging nothing",
            world -> world.ec2().createTags(List.of(ABSENT), Map.of("a", "1"))));
  }

  private static List<Refusal> creations() {
    return List.of(
        new Refusal(
            "InsufficientFreeAddressesInSubnet",
            "more addresses than are free",
            world -> world.create(TestWorld.TINY, new AddressCount(27))),
        new Refusal(
            "InvalidParameterValue",
            "no /28 at creation",
            world -> world.create(TestWorld.TINY, new PrefixCount(1))),
        new Refusal(
            "InvalidParameterValue",
            "an address of another subnet",
            world -> world.create(SUBNET, addresses("10.0.16.10"))),
        new Refusal(
            "InvalidParameterValue",
            "the router's address",
            world -> world.create(SUBNET, addresses("10.0.0.1"))),
        new Refusal(
            "InvalidParameterValue",
            "a prefix over the broadcast address",
            world -> world.create(SUBNET, prefixes("10.0.15.240/28"))),
        new Refusal(
            "InvalidParameterValue",
            "a /27",
            world -> world.create(SUBNET, prefixes("10.0.4.0/27"))),
        new Refusal(
            "InvalidIPAddress.InUse",
            "an address that is taken",
            world -> {
              world.create(SUBNET, addresses("10.0.4.4"));
              world.create(SUBNET, addresses("10.0.4.4"));
            }),
        new Refusal(
            "InvalidIPAddress.InUse",
            "a prefix with an address that is taken",
            world -> {
              world.create(SUBNET, addresses("10.0.4.4"));
              world.create(SUBNET, prefixes("10.0.4.0/28"));
            }),
        new Refusal(
            "IdempotentParameterMismatch",
            "a token used for something else",
            world -> {
              create(world, Wanted.NOTHING);
              create(world, new AddressCount(1));
            }));
  }

  private static List<Refusal> attachments() {
    return List.of(
        new Refusal(
            "InvalidNetworkInterface.InUse",
            "attaching twice",
            world -> {
              var instance = world.launch(TestWorld.TYPE).id();
              var eni = world.create(SUBNET, Wanted.NOTHING);
              attach(world, eni, instance, 1);
              attach(world, eni, instance, 2);
            }),
        new Refusal(
            "InvalidParameterValue",
            "a device index in use",
            world ->
                attach(
                    world,
                    world.create(SUBNET, Wanted.NOTHING),
                    world.launch(TestWorld.TYPE).id(),
                    0)),
        new Refusal(
            "InvalidParameterValue",
            "a network card that the type does not have",
            world ->
                world
                    .ec2()
                    .attachNetworkInterface(
                        world.create(SUBNET, Wanted.NOTHING),
                        world.launch(TestWorld.TYPE).id(),
                        new Slot(1, 1))),
        new Refusal(
            "InvalidParameterCombination",
            "an interface of another zone",
            world ->
                attach(
                    world,
                    world.create(TestWorld.OTHER_ZONE, Wanted.NOTHING),
                    world.launch(TestWorld.TYPE).id(),
                    1)),
        new Refusal(
            "IncorrectState",
            "an instance that has ended",
            world -> {
              var instance = world.launch(TestWorld.TYPE).id();
              world.ec2().terminateInstance(instance);
              attach(world, world.create(SUBNET, Wanted.NOTHING), instance, 1);
            }),
        new Refusal(
            "OperationNotPermitted",
            "detaching the primary interface",
            world -> {
              var instance = world.launch(TestWorld.TYPE);
              var primary = world.ec2().find(instance.primaryEni()).orElseThrow();
              world.ec2().detachNetworkInterface(((Attachment.To) primary.attachment()).id());
            }));
  }

  private static List<Refusal> limitsOfTypes() {
    return List.of(
        new Refusal(
            "AttachmentLimitExceeded",
            "a fourth interface of an m5.large",
            world -> {
              var instance = world.launch(TestWorld.TYPE).id();
              for (var device = 1; device <= 3; device++) {
                attach(world, world.create(SUBNET, Wanted.NOTHING), instance, device);
              }
            }),
        new Refusal(
            "InvalidInterface.IpAddressLimitExceeded",
            "an interface with more addresses than the type takes",
            world ->
                attach(
                    world,
                    world.create(SUBNET, new AddressCount(2)),
                    world.launch(TestWorld.SMALL_TYPE).id(),
                    1)),
        new Refusal(
            "UnsupportedOperation",
            "prefixes on Xen",
            world ->
                attach(
                    world,
                    world.create(SUBNET, new PrefixCount(1)),
                    world.launch(TestWorld.XEN_TYPE).id(),
                    1)));
  }

  private static List<Refusal> assignments() {
    return List.of(
        new Refusal(
            "PrivateIpAddressLimitExceeded",
            "an eleventh address of an m5.large",
            world -> assign(world, new AddressCount(10))),
        new Refusal(
            "PrivateIpAddressLimitExceeded",
            "a prefix in place of an eleventh address",
            world -> assign(world, new PrefixCount(10))),
        new Refusal(
            "InsufficientCidrBlocks",
            "no /28 to assign",
            world ->
                world
                    .ec2()
                    .assignPrivateIpAddresses(
                        world.create(TestWorld.TINY, Wanted.NOTHING), new PrefixCount(1))),
        new Refusal(
            "InsufficientFreeAddressesInSubnet",
            "no address to assign",
            world ->
                world
                    .ec2()
                    .assignPrivateIpAddresses(
                        world.create(TestWorld.TINY, Wanted.NOTHING), new AddressCount(27))),
        new Refusal(
            "InvalidParameterValue", "nothing to assign", world -> assign(world, Wanted.NOTHING)),
        new Refusal(
            "InvalidParameterValue",
            "taking the primary address away",
            world -> {
              var eni = world.create(SUBNET, addresses("10.0.4.4"));
              var primary = world.ec2().find(eni).orElseThrow().primary();
              world.ec2().unassignPrivateIpAddresses(eni, List.of(primary.toPrefix()));
            }),
        new Refusal(
            "InvalidParameterValue",
            "taking a stranger's address away along with an own one",
            world ->
                world
                    .ec2()
                    .unassignPrivateIpAddresses(
                        world.create(SUBNET, addresses("10.0.4.4")),
                        List.of(
                            Ipv4Prefix.parse("10.0.4.4/32"), Ipv4Prefix.parse("10.0.4.5/32")))));
  }

  private static List<Refusal> changes() {
    return List.of(
        new Refusal(
            "InvalidParameterValue",
            "deleting an interface in use",
            world -> {
              var eni = world.create(SUBNET, Wanted.NOTHING);
              attach(world, eni, world.launch(TestWorld.TYPE).id(), 1);
              world.ec2().deleteNetworkInterface(eni);
            }),
        new Refusal(
            "InvalidAttachmentID.NotFound",
            "DeleteOnTermination of another attachment",
            world ->
                world
                    .ec2()
                    .modifyNetworkInterfaceAttribute(
                        world.create(SUBNET, Wanted.NOTHING),
                        new AttributeChange.DeleteOnTermination("eni-attach-0dead", true))),
        new Refusal(
            "InvalidGroup.NotFound",
            "a security group that is not there",
            world ->
                world
                    .ec2()
                    .modifyNetworkInterfaceAttribute(
                        world.create(SUBNET, Wanted.NOTHING),
                        new AttributeChange.SecurityGroups(List.of("sg-0dead")))),
        new Refusal(
            "InvalidParameterValue",
            "a tag of AWS's own",
            world ->
                world
                    .ec2()
                    .createTags(
                        List.of(world.create(SUBNET, Wanted.NOTHING)), Map.of("aws:a", "1"))));
  }

  private static List<Refusal> descriptions() {
    return List.of(
        new Refusal(
            "InvalidNetworkInterfaceID.NotFound",
            "a stale id among good ones",
            world ->
                world
                    .ec2()
                    .describeNetworkInterfaces(
                        List.of(world.create(SUBNET, Wanted.NOTHING), ABSENT),
                        List.of(),
                        Page.Request.EVERYTHING)),
        new Refusal(
            "InvalidParameterCombination",
            "ids with a page size",
            world ->
                world
                    .ec2()
                    .describeNetworkInterfaces(
                        List.of(world.create(SUBNET, Wanted.NOTHING)),
                        List.of(),
                        new Page.Request(5, ""))),
        new Refusal(
            "InvalidParameterValue",
            "a page that is too small",
            world ->
                world
                    .ec2()
                    .describeNetworkInterfaces(List.of(), List.of(), new Page.Request(4, ""))),
        new Refusal(
            "InvalidNextToken",
            "a token of somebody else",
            world ->
                world
                    .ec2()
                    .describeNetworkInterfaces(List.of(), List.of(), new Page.Request(5, "?"))),
        new Refusal(
            "InvalidParameterValue",
            "an unknown filter",
            world ->
                world
                    .ec2()
                    .describeSubnets(
                        List.of(), List.of(Filter.of("colour", "red")), Page.Request.EVERYTHING)));
  }

  private static void attach(TestWorld world, EniId eni, String instance, int device) {
    world.ec2().attachNetworkInterface(eni, instance, new Slot(0, device));
  }

  private static void assign(TestWorld world, Wanted wanted) {
    world.ec2().assignPrivateIpAddresses(world.launch(TestWorld.TYPE).primaryEni(), wanted);
  }

  private static void create(TestWorld world, Wanted wanted) {
    world.ec2().createNetworkInterface(TestWorld.creation(SUBNET, wanted, "token"));
  }

  private static Wanted addresses(String address) {
    return new Addresses(List.of(Ipv4Address.parse(address)));
  }

  private static Wanted prefixes(String prefix) {
    return new Prefixes(List.of(Ipv4Prefix.parse(prefix)));
  }

  private static long taken(TestWorld world) {
    return world
        .ec2()
        .describeSubnets(List.of(), List.of(), Page.Request.EVERYTHING)
        .items()
        .stream()
        .mapToLong(view -> view.configuration().cidr().size() - RESERVED - view.freeAddresses())
        .sum();
  }

  private static long owned(TestWorld world) {
    return world.ec2().interfaces().stream()
        .mapToLong(eni -> 1L + eni.addresses().size() + 16L * eni.prefixes().size())
        .sum();
  }
}
