package io.warmwell.ipamd.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EniConfigTest {

  @Test
  void anObjectWrittenForTheIncumbentMeansTheSame() {
    var config = read(Map.of("subnet", "subnet-0a", "securityGroups", List.of("sg-0a", "sg-0b")));

    assertThat(config.problem()).isEmpty();
    assertThat(config.subnets()).containsExactly(new SubnetId("subnet-0a"));
    assertThat(config.securityGroups()).containsExactly("sg-0a", "sg-0b");
    assertThat(config.subnetTags()).isEmpty();
    assertThat(config.groupTags()).isEmpty();
  }

  @Test
  void withoutSecurityGroupsItNamesNone() {
    var config = read(Map.of("subnet", "subnet-0a"));

    assertThat(config.problem()).isEmpty();
    assertThat(config.securityGroups()).isEmpty();
  }

  @Test
  void subnetsAndGroupsCanBeSeveralAndChosenByTags() {
    var config =
        read(
            Map.of(
                "subnet",
                "subnet-0a",
                "subnets",
                List.of("subnet-0b", "subnet-0a"),
                "subnetTags",
                Map.of("use", "pods"),
                "securityGroupTags",
                Map.of("team", "shop", "stage", "live")));

    assertThat(config.problem()).isEmpty();
    assertThat(config.subnets())
        .containsExactly(new SubnetId("subnet-0a"), new SubnetId("subnet-0b"));
    assertThat(config.subnetTags()).containsEntry("use", "pods");
    assertThat(config.groupTags()).containsOnlyKeys("stage", "team");
  }

  @Test
  void tagsAloneAreEnough() {
    assertThat(read(Map.of("subnetTags", Map.of("use", "pods"))).problem()).isEmpty();
  }

  @Test
  void whatNamesNoSubnetCannotBeUsed() {
    assertThat(read(Map.of()).problem())
        .contains("it names no subnet: give subnet, subnets or subnetTags");
    assertThat(read(Map.of("subnet", " ", "securityGroups", List.of("sg-0a"))).problem())
        .isPresent();
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    var config =
        read(
            Map.of(
                "subnet",
                "10.0.0.0/24",
                "securityGroups",
                List.of("default"),
                "subnetTags",
                List.of("use")));

    assertThat(config.problem().orElseThrow())
        .contains("'10.0.0.0/24' is no subnet id", "'default' is no id", "subnetTags: tags");
  }

  @Test
  void fieldsOfAnotherShapeAreRefused() {
    assertThat(read(Map.of("subnet", 7)).problem()).contains("subnet: a text is wanted, not 7");
    assertThat(read(Map.of("subnet", "subnet-0a", "securityGroups", "sg-0a")).problem())
        .contains("securityGroups: a list of texts is wanted, not sg-0a");
    assertThat(read(Map.of("subnet", "subnet-0a", "subnets", List.of(1))).problem())
        .contains("subnets: a list of texts is wanted, not [1]");
  }

  private static EniConfig read(Map<String, ?> spec) {
    return EniConfig.read("eu-a", spec);
  }
}
