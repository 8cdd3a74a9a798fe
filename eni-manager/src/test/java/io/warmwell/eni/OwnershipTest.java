package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final Ownership ALL = new Ownership("i-1", true);
  private static final Ownership TAGGED = new Ownership("i-1", false);

  @Test
  void untaggedInterfacesAreUsedUnlessTheyAreNotTo() {
    assertThat(ALL.isManaged(secondary(Map.of()))).isTrue();
    assertThat(TAGGED.isManaged(secondary(Map.of()))).isFalse();
    assertThat(TAGGED.isManaged(secondary(Map.of(Interface.INSTANCE_TAG, "i-1")))).isTrue();
    assertThat(TAGGED.isManaged(secondary(Map.of(Interface.INSTANCE_TAG, "i-2")))).isFalse();
  }

  @Test
  void aWordAboutAnInterfaceDecidesBeforeItsOwner() {
    var kept = Map.of(Interface.NO_MANAGE_TAG, "true", Interface.INSTANCE_TAG, "i-1");

    assertThat(ALL.isManaged(secondary(kept))).isFalse();
    assertThat(TAGGED.isManaged(secondary(Map.of(Interface.NO_MANAGE_TAG, "false")))).isTrue();
    assertThat(TAGGED.isManaged(secondary(Map.of(Interface.NO_MANAGE_TAG, "")))).isTrue();
  }

  @Test
  void thePrimaryInterfaceIsUsedWhateverItsTags() {
    assertThat(TAGGED.isManaged(at(0, 0, Map.of(Interface.NO_MANAGE_TAG, "true")))).isTrue();
  }

  @Test
  void whatIsOnAnotherNetworkCardIsLeftAlone() {
    assertThat(ALL.isManaged(at(1, 1, Map.of(Interface.INSTANCE_TAG, "i-1")))).isFalse();
    assertThat(ALL.isManaged(at(0, 1, Map.of()))).isFalse();
    assertThat(at(0, 1, Map.of()).takesPlace()).isFalse();
    assertThat(at(1, 0, Map.of()).takesPlace()).isTrue();
  }

  private static Interface secondary(Map<String, String> tags) {
    return at(1, 0, tags);
  }

  private static Interface at(int deviceIndex, int card, Map<String, String> tags) {
    return new Interface(
        new EniId("eni-1"),
        MacAddress.parse("02:00:00:00:00:01"),
        new SubnetId("subnet-1"),
        Ipv4Address.parse("10.0.0.4"),
        List.of(),
        List.of(),
        tags,
        new Attachment.To(
            "eni-attach-1", "i-1", deviceIndex, card, Attachment.Status.ATTACHED, true));
  }
}
