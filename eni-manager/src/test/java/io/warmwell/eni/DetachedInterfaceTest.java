package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.warmwell.pool.EniId;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Interfaces that are attached to nothing while pods hold their addresses.
class DetachedInterfaceTest {
  private static final Map<String, String> OURS = Map.of(Interface.INSTANCE_TAG, FakeEc2.INSTANCE);

  private static final Attachment DETACHING =
      new Attachment.To("eni-attach-1", FakeEc2.INSTANCE, 1, 0, Attachment.Status.DETACHING, false);

  private final FakeEc2 ec2 = new FakeEc2();
  private final InterfaceLifecycle lifecycle =
      new InterfaceLifecycle(ec2, FakeEc2.INSTANCE, _ -> {}, new Random(1));

  @Test
  void whatACrashLeftUnattachedStaysForThePodsThatUseIt() throws InterruptedException {
    ec2.holds("eni-a", OURS, new Attachment.None()).holds("eni-b", OURS, DETACHING);

    var adoption = lifecycle.adopt(_ -> true);

    assertThat(adoption.deleted()).isEmpty();
    assertThat(adoption.managed()).extracting(eni -> eni.id().value()).containsExactly("eni-0");
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-a", "eni-b");
  }

  @Test
  void aDetachedInterfaceIsAttachedAgainWithWhatItHas() throws InterruptedException {
    ec2.holds("eni-a", OURS, new Attachment.None());
    var before = ec2.describe(new EniId("eni-a"));

    var attached = lifecycle.attachAgain(new EniId("eni-a"), 2);
    var again = lifecycle.attachAgain(new EniId("eni-a"), 2);

    assertThat(attached.addresses()).isEqualTo(before.addresses());
    assertThat(attached.attachment())
        .asInstanceOf(type(Attachment.To.class))
        .extracting(Attachment.To::deviceIndex)
        .isEqualTo(2);
    assertThat(again.attachment()).isEqualTo(ec2.describe(new EniId("eni-a")).attachment());
    assertThat(ec2.calls()).containsOnlyOnce("AttachNetworkInterface");
  }
}
