package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.SubnetId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubnetTest {
  private static final String OURS = "cni.networking.k8s.aws/cluster/blue";
  private static final String OTHERS = "cni.networking.k8s.aws/cluster/green";

  @Test
  void onlyTheValueZeroKeepsPodsAway() {
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "0")).isExcluded()).isTrue();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "1")).isExcluded()).isFalse();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "")).isExcluded()).isFalse();
    assertThat(tagged(Map.of("Name", "0")).isExcluded()).isFalse();
  }

  @Test
  void theNodesOwnSubnetNeedsNoTag() {
    assertThat(tagged(Map.of()).isForInterfaces(true, "")).isTrue();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "")).isForInterfaces(true, "")).isTrue();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "0")).isForInterfaces(true, "")).isFalse();
    assertThat(tagged(Map.of(OTHERS, "")).isForInterfaces(true, "blue")).isTrue();
  }

  @Test
  void anotherSubnetNeedsATagWithAValue() {
    assertThat(tagged(Map.of()).isForInterfaces(false, "")).isFalse();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "")).isForInterfaces(false, "")).isFalse();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "0")).isForInterfaces(false, "")).isFalse();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "1")).isForInterfaces(false, "")).isTrue();
  }

  @Test
  void aSubnetThatIsKeptForOtherClustersIsLeftToThem() {
    var role = Map.of(Subnet.ROLE_TAG, "1");
    var others = Map.of(Subnet.ROLE_TAG, "1", OTHERS, "");
    var both = Map.of(Subnet.ROLE_TAG, "1", OTHERS, "", OURS, "whatever");

    assertThat(tagged(role).isForInterfaces(false, "blue")).isTrue();
    assertThat(tagged(others).isForInterfaces(false, "blue")).isFalse();
    assertThat(tagged(others).isForInterfaces(true, "blue")).isFalse();
    assertThat(tagged(others).isForInterfaces(false, "")).isTrue();
    assertThat(tagged(both).isForInterfaces(false, "blue")).isTrue();
  }

  private static Subnet tagged(Map<String, String> tags) {
    return new Subnet(
        new SubnetId("subnet-1"), Ipv4Prefix.parse("10.0.0.0/24"), "eu-central-1a", 250, tags);
  }
}
