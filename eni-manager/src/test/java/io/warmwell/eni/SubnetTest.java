package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.SubnetId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubnetTest {

  @Test
  void onlyTheValueZeroKeepsPodsAway() {
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "0")).isExcluded()).isTrue();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "1")).isExcluded()).isFalse();
    assertThat(tagged(Map.of(Subnet.ROLE_TAG, "")).isExcluded()).isFalse();
    assertThat(tagged(Map.of("Name", "0")).isExcluded()).isFalse();
  }

  private static Subnet tagged(Map<String, String> tags) {
    return new Subnet(
        new SubnetId("subnet-1"), Ipv4Prefix.parse("10.0.0.0/24"), "eu-central-1a", 250, tags);
  }
}
