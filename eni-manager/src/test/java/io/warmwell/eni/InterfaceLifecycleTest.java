package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InterfaceLifecycleTest {
  private static final Ec2Failure DENIED = new Ec2Failure.Denied("UnauthorizedOperation", "");
  private static final Ec2Failure UNANSWERED =
      new Ec2Failure.Ambiguous("SdkClientException", "connection refused");
  private static final Map<String, String> OURS = Map.of(Interface.INSTANCE_TAG, FakeEc2.INSTANCE);

  private final FakeEc2 ec2 = new FakeEc2();
  private Duration waited = Duration.ZERO;
  private final InterfaceLifecycle lifecycle =
      new InterfaceLifecycle(ec2, FakeEc2.INSTANCE, this::pause, new Random(1));

  @Test
  void anInterfaceIsMadeAttachedAndBoundToItsInstance() throws InterruptedException {
    var result = lifecycle.bringUp(wish(1));

    assertThat(result).isInstanceOf(BringUpResult.Attached.class);
    var eni = ((BringUpResult.Attached) result).eni();
    assertThat(eni.prefixes()).hasSize(2);
    assertThat(eni.attachment())
        .isEqualTo(
            new Attachment.To(
                "eni-attach-eni-1", FakeEc2.INSTANCE, 1, 0, Attachment.Status.ATTACHED, true));
    assertThat(eni.tags())
        .containsEntry("team", "a")
        .containsEntry(Interface.INSTANCE_TAG, FakeEc2.INSTANCE)
        .containsEntry(Interface.CREATED_AT_TAG, "2026-01-02T03:04:05Z");
    assertThat(ec2.calls())
        .containsExactly(
            "CreateNetworkInterface",
            "AttachNetworkInterface",
            "ModifyNetworkInterfaceAttribute",
            "DescribeNetworkInterfaces",
            "DescribeNetworkInterfaces");
    assertThat(waited).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void anInterfaceIsObservedThoughEc2DoesNotTellAtOnce() throws InterruptedException {
    ec2.refuses("DescribeNetworkInterfaces", UNANSWERED);

    assertThat(lifecycle.observe(new EniId("eni-0")).id()).isEqualTo(new EniId("eni-0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CreateNetworkInterface",
        "AttachNetworkInterface",
        "ModifyNetworkInterfaceAttribute",
        "DescribeNetworkInterfaces"
      })
  void aLostReplyNeitherLeaksNorDuplicates(String action) throws InterruptedException {
    ec2.losesReply(action);

    var result = lifecycle.bringUp(wish(1));

    assertUsable(result);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AttachNetworkInterface",
        "ModifyNetworkInterfaceAttribute",
        "DescribeNetworkInterfaces"
      })
  void aDeniedStepUndoesTheEarlierOnes(String action) throws InterruptedException {
    ec2.refuses(action, DENIED);

    var result = lifecycle.bringUp(wish(1));

    assertThat(result).isInstanceOf(BringUpResult.Abandoned.class);
    var abandoned = (BringUpResult.Abandoned) result;
    assertThat(abandoned.cause().failure()).isEqualTo(DENIED);
    assertThat(abandoned.removal()).isEqualTo(new Removal.Deleted(new EniId("eni-1")));
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0");
  }

  @Test
  void aFragmentedSubnetIsReportedAtOnce() throws InterruptedException {
    var fragmented = new Ec2Failure.SubnetFragmented("InsufficientCidrBlocks", "");
    ec2.refuses("CreateNetworkInterface", fragmented);

    var result = lifecycle.bringUp(wish(1));

    assertThat(((BringUpResult.NotCreated) result).cause().failure()).isEqualTo(fragmented);
    assertThat(ec2.calls()).containsExactly("CreateNetworkInterface");
    assertThat(waited).isZero();
  }

  @Test
  void anUnansweredCreationIsReportedAsSuch() throws InterruptedException {
    for (var i = 0; i < 4; i++) {
      ec2.refuses("CreateNetworkInterface", UNANSWERED);
    }

    var result = lifecycle.bringUp(wish(1));

    assertThat(((BringUpResult.NotCreated) result).cause().failure()).isEqualTo(UNANSWERED);
    assertThat(waited).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
  }

  @Test
  void aWishCanBeRepeatedAsItIs() throws InterruptedException {
    for (var i = 0; i < 4; i++) {
      ec2.losesReply("CreateNetworkInterface");
    }

    var first = lifecycle.bringUp(wish(1));
    var second = lifecycle.bringUp(wish(1));

    assertThat(first).isInstanceOf(BringUpResult.NotCreated.class);
    assertUsable(second);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-1");
  }

  @Test
  void anInterfaceTooManyIsDeletedAgain() throws InterruptedException {
    ec2.holds("eni-a", OURS, to(1, Attachment.Status.ATTACHED))
        .holds("eni-b", OURS, to(2, Attachment.Status.ATTACHED));

    var result = lifecycle.bringUp(wish(3));

    var abandoned = (BringUpResult.Abandoned) result;
    assertThat(abandoned.cause().failure()).isInstanceOf(Ec2Failure.LimitReached.class);
    assertThat(abandoned.removal()).isInstanceOf(Removal.Deleted.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-a", "eni-b");
  }

  @Test
  void aTakenDeviceIndexIsPassedOver() throws InterruptedException {
    ec2.holds("eni-a", OURS, to(1, Attachment.Status.ATTACHED));

    var result = lifecycle.bringUp(wish(1));

    var attachment = ((BringUpResult.Attached) result).eni().attachment();
    assertThat(attachment)
        .asInstanceOf(type(Attachment.To.class))
        .extracting(Attachment.To::deviceIndex)
        .isEqualTo(2);
  }

  @Test
  void aNewInterfaceMayBeInvisibleForAMoment() throws InterruptedException {
    ec2.hidesNewInterfaces(3);

    var result = lifecycle.bringUp(wish(1));

    assertUsable(result);
  }

  @Test
  void anInvisibleInterfaceIsNotTakenForDeleted() throws InterruptedException {
    ec2.refuses("AttachNetworkInterface", DENIED).hidesNewInterfaces(3);

    var result = lifecycle.bringUp(wish(1));

    assertThat(result).isInstanceOf(BringUpResult.Abandoned.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0");
  }

  @Test
  void whatCannotBeDeletedIsNamed() throws InterruptedException {
    ec2.refuses(
            "AttachNetworkInterface", new Ec2Failure.LimitReached("AttachmentLimitExceeded", ""))
        .refuses("DeleteNetworkInterface", DENIED);

    var result = lifecycle.bringUp(wish(1));

    var abandoned = (BringUpResult.Abandoned) result;
    assertThat(abandoned.cause().failure()).isInstanceOf(Ec2Failure.LimitReached.class);
    assertThat(abandoned.removal())
        .asInstanceOf(type(Removal.LeftBehind.class))
        .extracting(Removal.LeftBehind::eni)
        .isEqualTo(new EniId("eni-1"));
  }

  @Test
  void anInterfaceIsDetachedBeforeItIsDeleted() throws InterruptedException {
    var eni = ((BringUpResult.Attached) lifecycle.bringUp(wish(1))).eni();

    var removal = lifecycle.tearDown(eni);

    assertThat(removal).isEqualTo(new Removal.Deleted(eni.id()));
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0");
    assertThat(waited).isLessThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({
    "DetachNetworkInterface, true",
    "DetachNetworkInterface, false",
    "DescribeNetworkInterfaces, false",
    "DeleteNetworkInterface, true",
    "DeleteNetworkInterface, false"
  })
  void aRemovalSurvivesCallsWithoutAnswer(String action, boolean tookEffect)
      throws InterruptedException {
    var eni = ((BringUpResult.Attached) lifecycle.bringUp(wish(1))).eni();
    if (tookEffect) {
      ec2.losesReply(action);
    } else {
      ec2.refuses(action, UNANSWERED);
    }

    var removal = lifecycle.tearDown(eni);

    assertThat(removal).isEqualTo(new Removal.Deleted(eni.id()));
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0");
  }

  @Test
  void anInterfaceThatIsGoneCountsAsDeleted() throws InterruptedException {
    var eni = ((BringUpResult.Attached) lifecycle.bringUp(wish(1))).eni();
    lifecycle.tearDown(eni);

    var again = lifecycle.tearDown(eni);

    assertThat(again).isEqualTo(new Removal.Deleted(eni.id()));
  }

  @Test
  void aRemovalThatNeverEndsIsGivenUp() throws InterruptedException {
    var eni = ((BringUpResult.Attached) lifecycle.bringUp(wish(1))).eni();
    for (var i = 0; i < 100; i++) {
      ec2.refuses("DetachNetworkInterface", UNANSWERED);
    }

    var removal = lifecycle.tearDown(eni);

    assertThat(removal).isInstanceOf(Removal.LeftBehind.class);
    assertThat(waited).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(3));
  }

  @Test
  void thePrimaryInterfaceIsNeverRemoved() {
    var primary = ec2.interfaces().values().iterator().next();

    assertThatIllegalArgumentException().isThrownBy(() -> lifecycle.tearDown(primary));
    assertThat(ec2.calls()).isEmpty();
  }

  @Test
  void everythingAttachedIsAdopted() throws InterruptedException {
    ec2.holds("eni-b", OURS, to(2, Attachment.Status.ATTACHING))
        .holds("eni-a", Map.of(), to(1, Attachment.Status.ATTACHED));

    var adoption = lifecycle.adopt(_ -> false);

    assertThat(adoption.managed())
        .extracting(eni -> eni.id().value())
        .containsExactly("eni-0", "eni-a", "eni-b");
    assertThat(adoption.managed())
        .extracting(Interface::attachment)
        .allSatisfy(
            attachment ->
                assertThat(attachment)
                    .asInstanceOf(type(Attachment.To.class))
                    .extracting(Attachment.To::status)
                    .isEqualTo(Attachment.Status.ATTACHED));
    assertThat(adoption.deleted()).isEmpty();
    assertThat(adoption.leftBehind()).isEmpty();
  }

  @Test
  void anAdoptedInterfaceOfOursIsBoundToItsInstance() throws InterruptedException {
    ec2.holds("eni-a", OURS, to(1, Attachment.Status.ATTACHED))
        .holds("eni-b", Map.of(), to(2, Attachment.Status.ATTACHED));

    lifecycle.adopt(_ -> false);

    assertThat(ec2.interfaces().values())
        .filteredOn(eni -> eni.attachment() instanceof Attachment.To to && to.deleteOnTermination())
        .extracting(eni -> eni.id().value())
        .containsExactly("eni-0", "eni-a");
  }

  @Test
  void whatACrashLeftUnattachedIsDeleted() throws InterruptedException {
    ec2.holds("eni-a", OURS, new Attachment.None())
        .holds("eni-b", OURS, to(1, Attachment.Status.DETACHING));

    var adoption = lifecycle.adopt(_ -> false);

    assertThat(adoption.deleted()).containsExactly(new EniId("eni-a"), new EniId("eni-b"));
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0");
  }

  @Test
  void anUnmanagedInterfaceIsCountedAndNotTouched() throws InterruptedException {
    var excluded =
        Map.of(Interface.INSTANCE_TAG, FakeEc2.INSTANCE, Interface.NO_MANAGE_TAG, "true");
    var otherCard =
        new Attachment.To("a-2", FakeEc2.INSTANCE, 0, 1, Attachment.Status.ATTACHED, false);
    ec2.holds("eni-a", excluded, to(1, Attachment.Status.ATTACHED))
        .holds("eni-b", excluded, new Attachment.None())
        .holds("eni-c", Map.of(), otherCard);

    var adoption = lifecycle.adopt(_ -> false);

    assertThat(adoption.managed()).extracting(eni -> eni.id().value()).containsExactly("eni-0");
    assertThat(adoption.unmanaged())
        .extracting(eni -> eni.id().value())
        .containsExactly("eni-a", "eni-c");
    assertThat(ec2.calls()).containsExactly("DescribeNetworkInterfaces");
  }

  @Test
  void adoptionWithoutEc2Fails() {
    ec2.refuses("DescribeNetworkInterfaces", DENIED);

    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> lifecycle.adopt(_ -> false))
        .extracting(Ec2Exception::failure, type(Ec2Failure.class))
        .isEqualTo(DENIED);
  }

  private static void assertUsable(BringUpResult result) {
    assertThat(result)
        .asInstanceOf(type(BringUpResult.Attached.class))
        .extracting(attached -> attached.eni().attachment(), type(Attachment.To.class))
        .satisfies(
            to -> {
              assertThat(to.status()).isEqualTo(Attachment.Status.ATTACHED);
              assertThat(to.deviceIndex()).isEqualTo(1);
            });
  }

  private void pause(Duration length) {
    waited = waited.plus(length);
  }

  private static BringUp wish(int deviceIndex) {
    return new BringUp(
        FakeEc2.SUBNET,
        List.of("sg-1"),
        new NewInterface.Content.Prefixes(2),
        deviceIndex,
        Map.of("team", "a"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        "token-1");
  }

  private static Attachment to(int deviceIndex, Attachment.Status status) {
    return new Attachment.To(
        "eni-attach-" + deviceIndex, FakeEc2.INSTANCE, deviceIndex, 0, status, false);
  }
}
