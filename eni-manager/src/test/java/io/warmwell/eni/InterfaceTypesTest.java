package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InterfaceTypesTest {
  private static final Map<String, String> OURS = Map.of(Interface.INSTANCE_TAG, FakeEc2.INSTANCE);

  private final FakeEc2 ec2 = new FakeEc2();
  private final InterfaceLifecycle lifecycle =
      new InterfaceLifecycle(ec2, FakeEc2.INSTANCE, _ -> {}, new Random(1));

  @Test
  void aTrunkIsCountedAndNotTouchedWhateverItsTags() throws InterruptedException {
    var attached =
        new Attachment.To("a-1", FakeEc2.INSTANCE, 1, 0, Attachment.Status.ATTACHED, false);
    ec2.holds("eni-a", OURS, attached)
        .types("eni-a", Interface.Type.TRUNK)
        .holds("eni-b", OURS, new Attachment.None())
        .types("eni-b", Interface.Type.TRUNK);

    var adoption = lifecycle.adopt(_ -> false);

    assertThat(adoption.managed()).extracting(eni -> eni.id().value()).containsExactly("eni-0");
    assertThat(adoption.unmanaged())
        .extracting(Interface::type)
        .containsExactly(Interface.Type.TRUNK);
    assertThat(adoption.deleted()).isEmpty();
    assertThat(ec2.calls()).containsExactly("DescribeNetworkInterfaces");
    assertThatThrownBy(() -> lifecycle.tearDown(adoption.unmanaged().getFirst()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thePrimaryInterfaceServesPodsWhateverItsType() throws InterruptedException {
    ec2.types("eni-0", Interface.Type.EFA);

    assertThat(lifecycle.adopt(_ -> false).managed()).hasSize(1);
  }
}
