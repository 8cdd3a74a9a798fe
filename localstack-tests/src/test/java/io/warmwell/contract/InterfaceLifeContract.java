package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.BringUp;
import io.warmwell.eni.BringUpResult;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Removal;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// How interfaces come, are attached, told apart and found, and go.
abstract class InterfaceLifeContract extends Ec2Contract {
  private static final EniId NO_ENI = new EniId("eni-0000000000000dead");

  @Test
  void aTrunkIsToldFromAnOrdinaryInterface() throws InterruptedException {
    var ordinary = attached(NOTHING, 1);
    ec2().attach(at().trunk(), at().instanceId(), 2);
    passTime();

    var types = new HashMap<EniId, Interface.Type>();
    ec2().interfacesOf(at().instanceId()).forEach(eni -> types.put(eni.id(), eni.type()));

    assertThat(types).containsOnlyKeys(at().primary(), ordinary, at().trunk());
    assertThat(types)
        .containsEntry(at().primary(), Interface.Type.INTERFACE)
        .containsEntry(ordinary, Interface.Type.INTERFACE);
    var trunk = ec2().describe(at().trunk()).type();
    assertThat(types).containsEntry(at().trunk(), trunk);
    promise(
        Divergence.TRUNKS_ORDINARY,
        () -> assertThat(trunk).isEqualTo(Interface.Type.TRUNK),
        () -> assertThat(trunk).isEqualTo(Interface.Type.INTERFACE));
  }

  @Test
  void aClientTokenNamesOneInterface() throws InterruptedException {
    var request = request(at().roomy(), new NewInterface.Content.Addresses(2), NO_TAGS);

    var first = ec2().create(request);
    var second = ec2().create(request);

    promise(
        Divergence.CLIENT_TOKENS_IGNORED,
        () -> {
          assertThat(second.id()).isEqualTo(first.id());
          assertThat(second.addresses()).isEqualTo(first.addresses());
        },
        () -> assertThat(second.id()).isNotEqualTo(first.id()));
  }

  @Test
  void aClientTokenDoesNotComeBackWithOtherWishes() throws InterruptedException {
    var request = request(at().roomy(), new NewInterface.Content.Addresses(2), NO_TAGS);
    ec2().create(request);
    var other =
        new NewInterface(
            request.subnet(),
            request.securityGroups(),
            new NewInterface.Content.Addresses(3),
            request.description(),
            request.tags(),
            request.clientToken());

    var refusal = refusalOf(() -> ec2().create(other));

    promise(
        Divergence.CLIENT_TOKENS_IGNORED,
        () -> assertThat(refusal).containsInstanceOf(Ec2Failure.Invalid.class),
        () -> assertThat(refusal).isEmpty());
  }

  @Test
  void anAttachmentTakesItsTime() throws InterruptedException {
    var eni = create(NOTHING, NO_TAGS).id();

    var attachmentId = ec2().attach(eni, at().instanceId(), 1);

    var attaching = attachment(eni);
    assertThat(attaching)
        .isEqualTo(
            new Attachment.To(attachmentId, at().instanceId(), 1, 0, attaching.status(), false));
    promise(
        Divergence.ATTACHED_AT_ONCE,
        () -> assertThat(attaching.status()).isEqualTo(Attachment.Status.ATTACHING),
        () -> assertThat(attaching.status()).isEqualTo(Attachment.Status.ATTACHED));
    passTime();
    assertThat(attachment(eni).status()).isEqualTo(Attachment.Status.ATTACHED);
  }

  @Test
  void anInterfaceCanBeBoundToItsInstanceBeforeItIsAttached() throws InterruptedException {
    var eni = create(NOTHING, NO_TAGS).id();
    var attachmentId = ec2().attach(eni, at().instanceId(), 1);

    ec2().deleteOnTermination(eni, attachmentId);

    passTime();
    var bound = attachment(eni).deleteOnTermination();
    promise(
        Divergence.OUTLIVING_INSTANCES,
        () -> assertThat(bound).isTrue(),
        () -> assertThat(bound).isFalse());
  }

  @Test
  void anAttachedInterfaceCannotBeDeleted() throws InterruptedException {
    var eni = attached(NOTHING, 1);

    var refusal = refusalOf(() -> ec2().delete(eni));

    promise(
        Divergence.ATTACHED_DELETED,
        () -> {
          assertThat(refusal).containsInstanceOf(Ec2Failure.Busy.class);
          assertThat(attachment(eni).status()).isEqualTo(Attachment.Status.ATTACHED);
        },
        () -> {
          assertThat(refusal).isEmpty();
          assertThat(failureOf(() -> ec2().describe(eni))).isInstanceOf(Ec2Failure.Gone.class);
        });
  }

  @Test
  void aDetachmentTakesItsTimeAndThenTheInterfaceCanBeDeleted() throws InterruptedException {
    var eni = attached(NOTHING, 1);

    ec2().detach(attachment(eni).id());
    promise(
        Divergence.DETACHED_AT_ONCE,
        () -> {
          assertThat(attachment(eni).status()).isEqualTo(Attachment.Status.DETACHING);
          assertThat(failureOf(() -> ec2().delete(eni))).isInstanceOf(Ec2Failure.Busy.class);
        },
        () -> assertThat(ec2().describe(eni).attachment()).isEqualTo(new Attachment.None()));
    passTime();
    ec2().delete(eni);

    assertThat(failureOf(() -> ec2().describe(eni))).isInstanceOf(Ec2Failure.Gone.class);
  }

  @Test
  void anInstanceHasItsAttachedInterfacesAndItsOrphans() throws InterruptedException {
    var attached = attached(NOTHING, 1);
    var orphan = create(NOTHING, Map.of(Interface.INSTANCE_TAG, at().instanceId())).id();
    create(NOTHING, Map.of(Interface.INSTANCE_TAG, "i-0123456789abcdef0"));
    create(NOTHING, NO_TAGS);

    var interfaces = ec2().interfacesOf(at().instanceId());

    assertThat(interfaces)
        .extracting(Interface::id)
        .containsExactlyInAnyOrder(at().primary(), attached, orphan);
  }

  @Test
  void everyPageOfAnAnswerIsRead() {
    var ours = Map.of(Interface.INSTANCE_TAG, at().instanceId());
    // One more than a page holds; where all is one page, a few tell as much in half a minute less.
    var count = divergences().contains(Divergence.ONE_PAGE) ? 30 : 1001;
    var orphans = IntStream.range(0, count).mapToObj(_ -> create(NOTHING, ours).id()).toList();

    var interfaces = ec2().interfacesOf(at().instanceId());

    assertThat(interfaces)
        .extracting(Interface::id)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(at().primary()), orphans.stream()).toList());
  }

  @Test
  void anInterfaceIsInOnePlace() throws InterruptedException {
    var eni = attached(NOTHING, 1);

    var refusal = refusalOf(() -> ec2().attach(eni, at().instanceId(), 2));

    promise(
        Divergence.ATTACHED_AGAIN,
        () -> {
          assertThat(refusal).containsInstanceOf(Ec2Failure.Busy.class);
          assertThat(attachment(eni).deviceIndex()).isEqualTo(1);
        },
        () -> {
          assertThat(refusal).isEmpty();
          assertThat(attachment(eni).deviceIndex()).isEqualTo(2);
        });
  }

  @Test
  void aDeviceIndexHoldsOneInterface() throws InterruptedException {
    attached(NOTHING, 1);
    var second = create(NOTHING, NO_TAGS).id();

    var refusal = refusalOf(() -> ec2().attach(second, at().instanceId(), 1));

    promise(
        Divergence.DEVICES_SHARED,
        () -> {
          assertThat(refusal).containsInstanceOf(Ec2Failure.Busy.class);
          assertThat(ec2().describe(second).attachment()).isEqualTo(new Attachment.None());
        },
        () -> {
          assertThat(refusal).isEmpty();
          assertThat(attachment(second).deviceIndex()).isEqualTo(1);
        });
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

    var refusal = refusalOf(() -> ec2().attach(tooMany, at().instanceId(), 3));

    promise(
        Divergence.LIMITS_IGNORED,
        () -> assertThat(refusal).containsInstanceOf(Ec2Failure.LimitReached.class),
        () -> assertThat(refusal).isEmpty());
  }

  @Test
  void aTagLeavesTheOthersAlone() {
    var eni = create(NOTHING, Map.of("a", "1", "b", "2")).id();

    ec2().tag(eni, Map.of("b", "3", "c", "4"));

    assertThat(ec2().describe(eni).tags()).isEqualTo(Map.of("a", "1", "b", "3", "c", "4"));
  }

  @Test
  void thePrimaryInterfaceStays() {
    var failure = failureOf(() -> ec2().detach(attachment(at().primary()).id()));

    assertThat(failure).isInstanceOf(Ec2Failure.Invalid.class);
  }

  @Test
  void whatDoesNotExistIsGone() {
    var nowhere = new SubnetId("subnet-0000000000000dead");
    var eni = create(NOTHING, NO_TAGS).id();

    var failures =
        Stream.<ThrowingCallable>of(
                () -> ec2().describe(NO_ENI),
                () -> ec2().attach(NO_ENI, at().instanceId(), 1),
                () -> ec2().attach(eni, "i-0000000000000dead", 1),
                () -> ec2().detach("eni-attach-0000000000000dead"),
                () -> ec2().delete(NO_ENI),
                () -> ec2().assignAddresses(NO_ENI, 1),
                () -> ec2().assignPrefixes(NO_ENI, 1),
                () -> ec2().unassign(NO_ENI, List.of(at().roomyCidr().base().toPrefix())),
                () -> ec2().subnet(nowhere),
                () -> create(nowhere, NOTHING))
            .map(InterfaceLifeContract::failureOf)
            .toList();

    assertThat(failures).hasOnlyElementsOfType(Ec2Failure.Gone.class);
  }

  @Test
  void whatDoesNotExistHasNoTags() throws InterruptedException {
    var refusal = refusalOf(() -> ec2().tag(NO_ENI, Map.of("k", "v")));

    promise(
        Divergence.NOTHING_TAGGED,
        () -> assertThat(refusal).containsInstanceOf(Ec2Failure.Gone.class),
        () -> assertThat(refusal).isEmpty());
  }

  @Test
  void whatIsNotAttachedIsBoundToNoInstance() throws InterruptedException {
    var eni = create(NOTHING, NO_TAGS).id();

    var refusal = refusalOf(() -> ec2().deleteOnTermination(eni, "eni-attach-0000000000000dead"));

    promise(
        Divergence.OUTLIVING_INSTANCES,
        () -> assertThat(refusal).containsInstanceOf(Ec2Failure.Gone.class),
        () -> assertThat(refusal).isEmpty());
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
  void anInterfaceWithPrefixesLivesAndDies() throws InterruptedException {
    var eni = livesAndDies(new NewInterface.Content.Prefixes(9));

    promise(
        Divergence.PREFIXES_IGNORED,
        () -> assertThat(eni.prefixes()).hasSize(9),
        () -> assertThat(eni.prefixes()).isEmpty());
  }

  @Test
  void anInterfaceWithAddressesLivesAndDies() throws InterruptedException {
    assertThat(livesAndDies(new NewInterface.Content.Addresses(9)).addresses()).hasSize(9);
  }

  private Interface livesAndDies(NewInterface.Content content) throws InterruptedException {
    var before = ec2().subnet(at().roomy()).availableAddresses();
    var lifecycle = new InterfaceLifecycle(ec2(), at().instanceId(), at().pause(), new Random(1));

    var result =
        lifecycle.bringUp(
            new BringUp(
                at().roomy(),
                List.of(at().securityGroup()),
                content,
                1,
                NO_TAGS,
                Instant.parse("2026-01-02T03:04:05Z"),
                nextToken()));
    assertThat(result).isInstanceOf(BringUpResult.Attached.class);
    var eni = ((BringUpResult.Attached) result).eni();
    var adoption = lifecycle.adopt(_ -> false);
    var removal = lifecycle.tearDown(eni);

    assertThat(adoption.managed())
        .extracting(Interface::id)
        .containsExactly(at().primary(), eni.id());
    assertThat(adoption.managed().getLast()).isEqualTo(eni);
    assertThat(removal).isEqualTo(new Removal.Deleted(eni.id()));
    assertThat(ec2().subnet(at().roomy()).availableAddresses()).isEqualTo(before);
    return eni;
  }

  private Attachment.To attachment(EniId eni) {
    return assertThat(ec2().describe(eni).attachment())
        .asInstanceOf(type(Attachment.To.class))
        .actual();
  }
}
