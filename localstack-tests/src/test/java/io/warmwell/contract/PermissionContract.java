package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.InstanceIdentity;
import io.warmwell.eni.Interface;
import io.warmwell.eni.aws.PermissionProbe;
import io.warmwell.eni.aws.PermissionProbe.Result;
import io.warmwell.eni.aws.PermissionProbe.Verdict;
import io.warmwell.eni.iam.Ec2Action;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What EC2 promises to whoever asks whether he may do something. Only the wire has it.
abstract class PermissionContract extends Ec2Contract {
  @SuppressWarnings("NullAway.Init") // by landlord, which is called before every test
  private WireLandlord landlord;

  private InstanceIdentity identity;

  /// Whose EC2 is asked; asked for once a test.
  protected abstract WireLandlord wireLandlord();

  @Override
  protected final Landlord landlord() {
    landlord = wireLandlord();
    return landlord;
  }

  @BeforeEach
  void lookAround() {
    identity = identity();
  }

  @Test
  void whatIsAllowedIsSaidAndNotDone() throws InterruptedException {
    attachOneOfOurs();
    var before = ec2().interfacesOf(at().instanceId());

    var results = probe();

    assertThat(results).hasSameSizeAs(Ec2Action.values());
    assertThat(results).extracting(Result::verdict).containsOnly(new Verdict.Allowed());
    assertThat(ec2().interfacesOf(at().instanceId())).isEqualTo(before);
  }

  @Test
  void thePrimaryInterfaceWillDoWhereThereIsNoOther() {
    var before = ec2().interfacesOf(at().instanceId());

    var results = probe();

    assertThat(results).extracting(Result::verdict).containsOnly(new Verdict.Allowed());
    assertThat(ec2().interfacesOf(at().instanceId())).isEqualTo(before);
  }

  /// Tries every action there is.
  final List<Result> probe() {
    return new PermissionProbe(landlord.client(), identity).probe(List.of(Ec2Action.values()));
  }

  final void attachOneOfOurs() throws InterruptedException {
    var ours = create(NOTHING, Map.of(Interface.INSTANCE_TAG, at().instanceId()));
    ec2().attach(ours.id(), at().instanceId(), 1);
    passTime();
  }

  private InstanceIdentity identity() {
    var primary = ec2().describe(at().primary());
    return new InstanceIdentity(
        at().instanceId(),
        "m5.large",
        LocalStack.REGION,
        LocalStack.ZONE,
        primary.id(),
        primary.mac(),
        primary.primary(),
        primary.subnet(),
        at().vpcId(),
        List.of(at().securityGroup()),
        List.of(at().roomyCidr()));
  }
}
