package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The promises of [Ec2], as EC2 keeps them, and what emulators are known to do instead: what its
/// parts, [InterfaceLifeContract], [InterfaceContentContract], [InterfaceIpv6Contract],
/// [PlacesContract] and [ClusterContract], need to ask for them. For every EC2 there is a subclass
/// of each part that says whose EC2 is asked.
///
/// Source: EC2 API reference, version 2016-11-15, and the behaviour that users of EC2 recorded.
abstract class Ec2Contract {
  static final NewInterface.Content NOTHING = new NewInterface.Content.Addresses(0);
  static final Map<String, String> NO_TAGS = Map.of();
  private static final Duration PLENTY = Duration.ofSeconds(30);

  private Landlord landlord;
  private Premises at;
  private int tokens;

  /// Whose EC2 is asked; asked for once a test.
  protected abstract Landlord landlord();

  @BeforeEach
  void moveIn() {
    landlord = landlord();
    at = landlord.premises();
    assertThat(at.ec2().interfacesOf(at.instanceId()))
        .extracting(Interface::id)
        .containsExactly(at.primary());
  }

  @AfterEach
  void moveOut() {
    landlord.close();
  }

  /// What the test finds.
  final Premises at() {
    return at;
  }

  final Ec2 ec2() {
    return at.ec2();
  }

  /// What the landlord's EC2 is known to do otherwise.
  final Divergences divergences() {
    return landlord.divergences();
  }

  /// Asserts a promise that emulators are known to break, see [Divergences#promise].
  final void promise(Divergence divergence, Divergences.Check promised, Divergences.Check instead)
      throws InterruptedException {
    divergences().promise(divergence, promised, instead);
  }

  /// The same of one broken by chance, see [Divergences#promiseButForChance].
  final void promiseButForChance(
      Divergence divergence, Divergences.Check promised, Divergences.Check inEitherCase)
      throws InterruptedException {
    divergences().promiseButForChance(divergence, promised, inEitherCase);
  }

  /// Lets so much of EC2's time pass that what is under way ends.
  final void passTime() throws InterruptedException {
    at.pause().pause(PLENTY);
  }

  final Interface create(NewInterface.Content content, Map<String, String> tags) {
    return ec2().create(request(at.roomy(), content, tags));
  }

  final Interface create(SubnetId subnet, NewInterface.Content content) {
    return ec2().create(request(subnet, content, NO_TAGS));
  }

  final NewInterface request(
      SubnetId subnet, NewInterface.Content content, Map<String, String> tags) {
    return new NewInterface(
        subnet, List.of(at.securityGroup()), content, "of a contract", tags, nextToken());
  }

  final EniId attached(NewInterface.Content content, int deviceIndex) throws InterruptedException {
    var eni = create(content, NO_TAGS).id();
    ec2().attach(eni, at.instanceId(), deviceIndex);
    passTime();
    return eni;
  }

  final String nextToken() {
    return "contract-" + ++tokens;
  }

  static Ec2Failure failureOf(ThrowingCallable call) {
    return assertThat(refusalOf(call)).get(type(Ec2Failure.class)).actual();
  }

  /// Why EC2 refused; empty if it did what was asked.
  static Optional<Ec2Failure> refusalOf(ThrowingCallable call) {
    return Optional.ofNullable(catchThrowableOfType(Ec2Exception.class, call))
        .map(Ec2Exception::failure);
  }
}
