package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.BringUp;
import io.warmwell.eni.BringUpResult;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Removal;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The promises of [Ec2], as EC2 keeps them. A subclass says whose EC2 is asked.
///
/// Source: EC2 API reference, version 2016-11-15, and the behaviour that users of EC2 recorded.
abstract class Ec2Contract {
  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final NewInterface.Content NOTHING = new NewInterface.Content.Addresses(0);
  private static final EniId NO_ENI = new EniId("eni-0000000000000dead");
  private static final Map<String, String> NO_TAGS = Map.of();

  private Premises at;
  private int tokens;

  /// Fresh premises for one test.
  protected abstract Premises premises();

  @BeforeEach
  void moveIn() {
    at = premises();
    assertThat(at.ec2().interfacesOf(at.instanceId()))
        .extracting(Interface::id)
        .containsExactly(at.primary());
  }

  @Test
  void anInterfaceIsBornWithAddresses() {
    var eni = create(new NewInterface.Content.Addresses(5), Map.of("team", "a"));

    assertThat(eni.addresses()).hasSize(5);
    assertThat(eni.prefixes()).isEmpty();
    assertThat(eni.attachment()).isEqualTo(new Attachment.None());
    assertThat(eni.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(usable(eni)).hasSize(6).allMatch(this::canBeHandedOut);
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
  }

  @Test
  void aTrunkIsToldFromAnOrdinaryInterface() throws InterruptedException {
    var ordinary = attached(NOTHING, 1);
    ec2().attach(at.trunk(), at.instanceId(), 2);
    at.pause().pause(PLENTY);

    var types = new HashMap<EniId, Interface.Type>();
    ec2().interfacesOf(at.instanceId()).forEach(eni -> types.put(eni.id(), eni.type()));

    assertThat(types)
        .isEqualTo(
            Map.of(
                at.primary(),
                Interface.Type.INTERFACE,
                ordinary,
                Interface.Type.INTERFACE,
                at.trunk(),
                Interface.Type.TRUNK));
    assertThat(ec2().describe(at.trunk()).type()).isEqualTo(Interface.Type.TRUNK);
  }

  @Test
  void anInterfaceIsBornWithPrefixes() {
    var eni = create(new NewInterface.Content.Prefixes(3), NO_TAGS);

    assertThat(eni.prefixes()).hasSize(3).allMatch(prefix -> prefix.length() == 28);
    assertThat(eni.addresses()).isEmpty();
    assertThat(usable(eni)).hasSize(1 + 3 * 16).allMatch(this::canBeHandedOut);
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
  }

  @Test
  void noAddressIsHandedOutTwice() {
    var first = create(new NewInterface.Content.Addresses(49), NO_TAGS);
    var second = create(new NewInterface.Content.Prefixes(49), NO_TAGS);

    var all = new ArrayList<>(usable(first));
    all.addAll(usable(second));

    assertThat(all).doesNotHaveDuplicates().hasSize(50 + 1 + 49 * 16);
  }

  @Test
  void aClientTokenNamesOneInterface() {
    var request = request(at.roomy(), new NewInterface.Content.Addresses(2), NO_TAGS);

    var first = ec2().create(request);
    var second = ec2().create(request);

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.addresses()).isEqualTo(first.addresses());
  }

  @Test
  void aClientTokenDoesNotComeBackWithOtherWishes() {
    var request = request(at.roomy(), new NewInterface.Content.Addresses(2), NO_TAGS);
    ec2().create(request);

    var failure =
        failureOf(
            () ->
                ec2()
                    .create(
                        new NewInterface(
                            request.subnet(),
                            request.securityGroups(),
                            new NewInterface.Content.Addresses(3),
                            request.description(),
                            request.tags(),
                            request.clientToken())));

    assertThat(failure).isInstanceOf(Ec2Failure.Invalid.class);
  }

  @Test
  void anAttachmentTakesItsTime() throws InterruptedException {
    var eni = create(NOTHING, NO_TAGS).id();

    var attachmentId = ec2().attach(eni, at.instanceId(), 1);

    assertThat(attachment(eni))
        .isEqualTo(
            new Attachment.To(
                attachmentId, at.instanceId(), 1, 0, Attachment.Status.ATTACHING, false));
    at.pause().pause(PLENTY);
    assertThat(attachment(eni).status()).isEqualTo(Attachment.Status.ATTACHED);
  }

  @Test
  void anInterfaceCanBeBoundToItsInstanceBeforeItIsAttached() throws InterruptedException {
    var eni = create(NOTHING, NO_TAGS).id();
    var attachmentId = ec2().attach(eni, at.instanceId(), 1);

    ec2().deleteOnTermination(eni, attachmentId);

    at.pause().pause(PLENTY);
    assertThat(attachment(eni).deleteOnTermination()).isTrue();
  }

  @Test
  void anAttachedInterfaceIsDetachedBeforeItIsDeleted() throws InterruptedException {
    var eni = attached(NOTHING, 1);

    var tooEarly = failureOf(() -> ec2().delete(eni));
    ec2().detach(attachment(eni).id());
    var detaching = attachment(eni).status();
    var stillTooEarly = failureOf(() -> ec2().delete(eni));
    at.pause().pause(PLENTY);
    ec2().delete(eni);

    assertThat(tooEarly).isInstanceOf(Ec2Failure.Busy.class);
    assertThat(detaching).isEqualTo(Attachment.Status.DETACHING);
    assertThat(stillTooEarly).isInstanceOf(Ec2Failure.Busy.class);
    assertThat(failureOf(() -> ec2().describe(eni))).isInstanceOf(Ec2Failure.Gone.class);
  }

  @Test
  void anInstanceHasItsAttachedInterfacesAndItsOrphans() throws InterruptedException {
    var attached = attached(NOTHING, 1);
    var orphan = create(NOTHING, Map.of(Interface.INSTANCE_TAG, at.instanceId())).id();
    create(NOTHING, Map.of(Interface.INSTANCE_TAG, "i-0123456789abcdef0"));
    create(NOTHING, NO_TAGS);

    var interfaces = ec2().interfacesOf(at.instanceId());

    assertThat(interfaces)
        .extracting(Interface::id)
        .containsExactlyInAnyOrder(at.primary(), attached, orphan);
  }

  @Test
  void everyPageOfAnAnswerIsRead() {
    var ours = Map.of(Interface.INSTANCE_TAG, at.instanceId());
    var orphans = IntStream.range(0, 1001).mapToObj(_ -> create(NOTHING, ours).id()).toList();

    var interfaces = ec2().interfacesOf(at.instanceId());

    assertThat(interfaces)
        .extracting(Interface::id)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(at.primary()), orphans.stream()).toList());
  }

  @Test
  void anInterfaceIsInOnePlace() throws InterruptedException {
    var eni = attached(NOTHING, 1);

    var failure = failureOf(() -> ec2().attach(eni, at.instanceId(), 2));

    assertThat(failure).isInstanceOf(Ec2Failure.Busy.class);
  }

  @Test
  void aDeviceIndexHoldsOneInterface() throws InterruptedException {
    attached(NOTHING, 1);
    var second = create(NOTHING, NO_TAGS).id();

    var failure = failureOf(() -> ec2().attach(second, at.instanceId(), 1));

    assertThat(failure).isInstanceOf(Ec2Failure.Busy.class);
    assertThat(ec2().describe(second).attachment()).isEqualTo(new Attachment.None());
  }

  @Test
  void anInstanceTypeHasLimits() {
    var limits = ec2().limits("m5.large");

    assertThat(limits).isEqualTo(new InterfaceLimits(3, 10));
  }

  @Test
  void anInstanceTakesNoMoreInterfacesThanItsType() throws InterruptedException {
    attached(NOTHING, 1);
    attached(NOTHING, 2);
    var tooMany = create(NOTHING, NO_TAGS).id();

    var failure = failureOf(() -> ec2().attach(tooMany, at.instanceId(), 3));

    assertThat(failure).isInstanceOf(Ec2Failure.LimitReached.class);
  }

  @Test
  void anInterfaceWithTooManyAddressesIsNotAttached() {
    var eni = create(new NewInterface.Content.Addresses(10), NO_TAGS).id();

    var failure = failureOf(() -> ec2().attach(eni, at.instanceId(), 1));

    assertThat(failure).isInstanceOf(Ec2Failure.LimitReached.class);
  }

  @Test
  void assignmentAnswersWithWhatIsNew() throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(2), 1);
    var before = ec2().describe(eni).addresses();

    var addresses = ec2().assignAddresses(eni, 3);
    var prefixes = ec2().assignPrefixes(eni, 4);

    var after = ec2().describe(eni);
    assertThat(addresses).hasSize(3).isSorted().doesNotContainAnyElementsOf(before);
    assertThat(prefixes).hasSize(4).isSorted().allMatch(prefix -> prefix.length() == 28);
    assertThat(after.addresses()).hasSize(5).containsAll(before).containsAll(addresses);
    assertThat(after.prefixes()).isEqualTo(prefixes);
  }

  @Test
  void whatWasTakenCanBeAskedForAgainAsLongAsNobodyElseHasIt() throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(2), 1);
    var address = ec2().describe(eni).addresses().getFirst().toPrefix();
    var prefix = ec2().assignPrefixes(eni, 1).getFirst();
    ec2().unassign(eni, List.of(address, prefix));
    var other = create(new NewInterface.Content.Addresses(0), NO_TAGS).id();

    ec2().assign(other, List.of(address));
    ec2().assign(eni, List.of(prefix));
    var refused = failureOf(() -> ec2().assign(eni, List.of(address)));

    assertThat(ec2().describe(other).addresses()).containsExactly(address.base());
    assertThat(ec2().describe(eni).prefixes()).containsExactly(prefix);
    assertThat(refused).isInstanceOf(Ec2Failure.Busy.class);
  }

  @Test
  void anInterfaceTakesNoMoreThanItsType() throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(5), 1);
    ec2().assignPrefixes(eni, 3);

    var addresses = failureOf(() -> ec2().assignAddresses(eni, 2));
    var prefixes = failureOf(() -> ec2().assignPrefixes(eni, 2));
    ec2().assignPrefixes(eni, 1);

    assertThat(addresses).isInstanceOf(Ec2Failure.LimitReached.class);
    assertThat(prefixes).isInstanceOf(Ec2Failure.LimitReached.class);
    assertThat(ec2().describe(eni).addresses()).hasSize(5);
    assertThat(ec2().describe(eni).prefixes()).hasSize(4);
  }

  @Test
  void whatIsGivenBackIsTheSubnetsAgain() {
    var eni = create(new NewInterface.Content.Addresses(3), NO_TAGS);
    var prefix = ec2().assignPrefixes(eni.id(), 1).getFirst();
    var before = ec2().subnet(at.roomy()).availableAddresses();

    ec2().unassign(eni.id(), List.of(prefix, eni.addresses().getFirst().toPrefix()));

    var after = ec2().describe(eni.id());
    assertThat(after.addresses()).isEqualTo(eni.addresses().subList(1, 3));
    assertThat(after.prefixes()).isEmpty();
    assertThat(ec2().subnet(at.roomy()).availableAddresses()).isEqualTo(before + 17);
  }

  @Test
  void onlyWhatAnInterfaceHasCanBeTakenAway() {
    var eni = create(new NewInterface.Content.Addresses(1), NO_TAGS);
    var stranger = create(new NewInterface.Content.Addresses(1), NO_TAGS).addresses().getFirst();

    var primary = failureOf(() -> ec2().unassign(eni.id(), List.of(eni.primary().toPrefix())));
    var other = failureOf(() -> ec2().unassign(eni.id(), List.of(stranger.toPrefix())));

    assertThat(primary).isInstanceOf(Ec2Failure.Invalid.class);
    assertThat(other).isInstanceOf(Ec2Failure.Invalid.class);
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
  }

  @Test
  void aSubnetWithoutAWholePrefixIsFragmented() {
    var eni = create(at.cramped(), new NewInterface.Content.Addresses(1));

    var atCreation = failureOf(() -> create(at.cramped(), new NewInterface.Content.Prefixes(1)));
    var later = failureOf(() -> ec2().assignPrefixes(eni.id(), 1));

    assertThat(atCreation).isInstanceOf(Ec2Failure.SubnetFragmented.class);
    assertThat(later).isInstanceOf(Ec2Failure.SubnetFragmented.class);
    assertThat(ec2().assignAddresses(eni.id(), 1)).hasSize(1);
  }

  @Test
  void aSubnetWithoutAnAddressIsExhausted() {
    var free = ec2().subnet(at.cramped()).availableAddresses();
    var eni = create(at.cramped(), new NewInterface.Content.Addresses(free - 1));

    var atCreation = failureOf(() -> create(at.cramped(), NOTHING));
    var later = failureOf(() -> ec2().assignAddresses(eni.id(), 1));

    assertThat(free).isEqualTo(27);
    assertThat(ec2().subnet(at.cramped()).availableAddresses()).isZero();
    assertThat(atCreation).isInstanceOf(Ec2Failure.SubnetExhausted.class);
    assertThat(later).isInstanceOf(Ec2Failure.SubnetExhausted.class);
  }

  @Test
  void aRefusedCreationTakesNothing() {
    var before = ec2().subnet(at.cramped()).availableAddresses();

    failureOf(() -> create(at.cramped(), new NewInterface.Content.Addresses(27)));
    failureOf(() -> create(at.cramped(), new NewInterface.Content.Prefixes(1)));

    assertThat(ec2().subnet(at.cramped()).availableAddresses()).isEqualTo(before);
  }

  @Test
  void aTagLeavesTheOthersAlone() {
    var eni = create(NOTHING, Map.of("a", "1", "b", "2")).id();

    ec2().tag(eni, Map.of("b", "3", "c", "4"));

    assertThat(ec2().describe(eni).tags()).isEqualTo(Map.of("a", "1", "b", "3", "c", "4"));
  }

  @Test
  void thePrimaryInterfaceStays() {
    var failure = failureOf(() -> ec2().detach(attachment(at.primary()).id()));

    assertThat(failure).isInstanceOf(Ec2Failure.Invalid.class);
  }

  @Test
  void whatDoesNotExistIsGone() {
    var nowhere = new SubnetId("subnet-0000000000000dead");
    var eni = create(NOTHING, NO_TAGS).id();

    var failures =
        Stream.<ThrowingCallable>of(
                () -> ec2().describe(NO_ENI),
                () -> ec2().attach(NO_ENI, at.instanceId(), 1),
                () -> ec2().attach(eni, "i-0000000000000dead", 1),
                () -> ec2().detach("eni-attach-0000000000000dead"),
                () -> ec2().delete(NO_ENI),
                () -> ec2().assignAddresses(NO_ENI, 1),
                () -> ec2().assignPrefixes(NO_ENI, 1),
                () -> ec2().unassign(NO_ENI, List.of(at.roomyCidr().base().toPrefix())),
                () -> ec2().tag(NO_ENI, Map.of("k", "v")),
                () -> ec2().deleteOnTermination(eni, "eni-attach-0000000000000dead"),
                () -> ec2().subnet(nowhere),
                () -> create(nowhere, NOTHING))
            .map(Ec2Contract::failureOf)
            .toList();

    assertThat(failures).hasOnlyElementsOfType(Ec2Failure.Gone.class);
  }

  @Test
  void anUnknownInstanceTypeIsInvalid() {
    var failure = failureOf(() -> ec2().limits("m5.tiny"));

    assertThat(failure).isInstanceOf(Ec2Failure.Invalid.class);
  }

  @Test
  void aRefusalNamesWhatWasTried() {
    assertThat(catchThrowableOfType(Ec2Exception.class, () -> ec2().delete(NO_ENI)))
        .hasMessageStartingWith("DeleteNetworkInterface eni=" + NO_ENI + ": ")
        .extracting(Ec2Exception::action)
        .isEqualTo("DeleteNetworkInterface");
  }

  @Test
  void anInterfaceLivesAndDies() throws InterruptedException {
    var before = ec2().subnet(at.roomy()).availableAddresses();
    var lifecycle = new InterfaceLifecycle(ec2(), at.instanceId(), at.pause(), new Random(1));

    var result =
        lifecycle.bringUp(
            new BringUp(
                at.roomy(),
                List.of(at.securityGroup()),
                new NewInterface.Content.Prefixes(9),
                1,
                NO_TAGS,
                Instant.parse("2026-01-02T03:04:05Z"),
                nextToken()));
    assertThat(result).isInstanceOf(BringUpResult.Attached.class);
    var eni = ((BringUpResult.Attached) result).eni();
    var adoption = lifecycle.adopt(_ -> false);
    var removal = lifecycle.tearDown(eni);

    assertThat(eni.prefixes()).hasSize(9);
    assertThat(adoption.managed())
        .extracting(Interface::id)
        .containsExactly(at.primary(), eni.id());
    assertThat(adoption.managed().getLast()).isEqualTo(eni);
    assertThat(removal).isEqualTo(new Removal.Deleted(eni.id()));
    assertThat(ec2().subnet(at.roomy()).availableAddresses()).isEqualTo(before);
  }

  private Ec2 ec2() {
    return at.ec2();
  }

  private Interface create(NewInterface.Content content, Map<String, String> tags) {
    return ec2().create(request(at.roomy(), content, tags));
  }

  private Interface create(SubnetId subnet, NewInterface.Content content) {
    return ec2().create(request(subnet, content, NO_TAGS));
  }

  private NewInterface request(
      SubnetId subnet, NewInterface.Content content, Map<String, String> tags) {
    return new NewInterface(
        subnet, List.of(at.securityGroup()), content, "of a contract", tags, nextToken());
  }

  private EniId attached(NewInterface.Content content, int deviceIndex)
      throws InterruptedException {
    var eni = create(content, NO_TAGS).id();
    ec2().attach(eni, at.instanceId(), deviceIndex);
    at.pause().pause(PLENTY);
    return eni;
  }

  private Attachment.To attachment(EniId eni) {
    return assertThat(ec2().describe(eni).attachment())
        .asInstanceOf(type(Attachment.To.class))
        .actual();
  }

  private String nextToken() {
    return "contract-" + ++tokens;
  }

  /// Every address that the interface brings, its primary one included.
  private static List<Ipv4Address> usable(Interface eni) {
    return Stream.of(
            Stream.of(eni.primary()),
            eni.addresses().stream(),
            eni.prefixes().stream().flatMap(Ipv4Prefix::addresses))
        .flatMap(addresses -> addresses)
        .toList();
  }

  /// In the subnet, and not one of the five that EC2 keeps: the first four and the last.
  private boolean canBeHandedOut(Ipv4Address address) {
    var kept = new HashSet<>(at.roomyCidr().addresses().limit(4).toList());
    kept.add(at.roomyCidr().last());
    return at.roomyCidr().contains(address) && !kept.contains(address);
  }

  private static Ec2Failure failureOf(ThrowingCallable call) {
    var thrown = catchThrowableOfType(Ec2Exception.class, call);
    assertThat(thrown).isNotNull();
    return thrown.failure();
  }
}
