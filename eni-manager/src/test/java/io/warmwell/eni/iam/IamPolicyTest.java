package io.warmwell.eni.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmwell.eni.iam.IamPolicy.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class IamPolicyTest {
  /// Characters of a managed policy, white space not counted. Source: IAM user guide, "IAM and STS
  /// quotas".
  private static final int POLICY_MAX = 6144;

  private static final Scope PRODUCTION =
      new Scope("aws", "*", "*", Optional.of("production"), Optional.of("vpc-0a1b2c3d"), false);

  @ParameterizedTest
  @EnumSource
  void everyActionOfItsFamiliesIsAllowedOnAllThatItNeeds(Families families) {
    var policy = IamPolicy.of(families, PRODUCTION);

    for (var action : Ec2Action.of(families)) {
      assertThat(policy.statements())
          .filteredOn(statement -> statement.actions().contains(action.permission()))
          .as(action.permission())
          .hasSameSizeAs(action.reaches());
    }
    assertThat(policy.statements())
        .flatExtracting(Statement::actions)
        .hasSameElementsAs(Ec2Action.of(families).stream().map(Ec2Action::permission).toList());
  }

  @Test
  void withIpv6AloneNothingIsMadeOrTakenAway() {
    var policy = IamPolicy.of(Families.IPV6, Scope.EVERYWHERE);

    assertThat(policy.statements())
        .flatExtracting(Statement::actions)
        .filteredOn(action -> !action.startsWith("ec2:Describe"))
        .containsExactly("ec2:AssignIpv6Addresses");
  }

  @Test
  void onlyInterfacesWithOurTagAreDeleted() {
    var statement = statement("ec2:DeleteNetworkInterface", Scope.EVERYWHERE);

    assertThat(statement.resources()).containsExactly("arn:aws:ec2:*:*:network-interface/*");
    assertThat(statement.conditions())
        .isEqualTo(
            Map.of("Null", Map.of("aws:ResourceTag/node.k8s.amazonaws.com/instance_id", "false")));
  }

  @Test
  void aClusterDeletesItsOwnInterfacesOnly() {
    var statement = statement("ec2:DeleteNetworkInterface", PRODUCTION);

    assertThat(statement.conditions())
        .isEqualTo(
            Map.of(
                "StringEquals",
                Map.of("aws:ResourceTag/cluster.k8s.amazonaws.com/name", "production"),
                "ArnLike",
                Map.of("ec2:Vpc", "arn:aws:ec2:*:*:vpc/vpc-0a1b2c3d")));
  }

  @Test
  void thePrimaryInterfaceGetsAddressesThoughItHasNoTag() {
    assertThat(statement("ec2:AssignPrivateIpAddresses", Scope.EVERYWHERE).conditions()).isEmpty();
    assertThat(statement("ec2:AssignPrivateIpAddresses", PRODUCTION).conditions())
        .containsOnlyKeys("ArnLike");
  }

  @Test
  void nothingIsTaggedButWhatIsBeingMadeAndWhatIsOurs() {
    assertThat(statement("ec2:CreateTags", PRODUCTION).conditions())
        .isEqualTo(Map.of("StringEquals", Map.of("ec2:CreateAction", "CreateNetworkInterface")));
  }

  @Test
  void instancesCanBeLimitedToTheOneThatCalls() {
    var scope =
        new Scope("aws-cn", "cn-north-1", "123456789012", Optional.empty(), Optional.empty(), true);

    var policy = IamPolicy.of(Families.IPV4, scope);

    assertThat(policy.statements())
        .filteredOn(it -> it.resources().getFirst().endsWith("instance/*"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.resources())
                  .containsExactly("arn:aws-cn:ec2:cn-north-1:123456789012:instance/*");
              assertThat(it.conditions())
                  .isEqualTo(Map.of("StringEquals", Map.of("aws:ARN", "${ec2:SourceInstanceARN}")));
            });
  }

  @Test
  void itFitsIntoAManagedPolicy() {
    var longest =
        new Scope(
            "aws-us-gov",
            "us-gov-west-1",
            "123456789012",
            Optional.of("c".repeat(100)),
            Optional.of("vpc-0123456789abcdef0"),
            true);

    var json = IamPolicy.of(Families.DUAL, longest).json();

    assertThat(json.replaceAll("\\s", "").length()).isLessThan(POLICY_MAX);
  }

  @Test
  void whatCannotBeInAPolicyIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scope("aws", "*", "*", Optional.of("a\"b"), Optional.empty(), false))
        .withMessage("'a\"b' is not a cluster's name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scope("aws", "*", "12", Optional.empty(), Optional.empty(), false))
        .withMessage("'12' is not an account");
  }

  private static Statement statement(String permission, Scope scope) {
    return IamPolicy.of(Families.DUAL, scope).statements().stream()
        .filter(
            it ->
                it.actions().contains(permission)
                    && it.resources().getFirst().endsWith("network-interface/*"))
        .findFirst()
        .orElseThrow();
  }
}
