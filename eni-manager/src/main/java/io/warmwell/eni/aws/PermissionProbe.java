package io.warmwell.eni.aws;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Denial;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.InstanceIdentity;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.iam.Ec2Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// Asks EC2 which actions are allowed, without having any of them done.
///
/// Thread-safe. Most are asked for as a dry run: EC2 answers with `DryRunOperation` if the action
/// is allowed, with `UnauthorizedOperation` if not. Assigning and unassigning know no dry run; they
/// are asked for with a prefix that is nobody's, which EC2 refuses, and says so only to those who
/// are allowed to ask.
///
/// Source: EC2 API reference, `DryRun` of each action.
public final class PermissionProbe {
  private static final String ALLOWED = "DryRunOperation";

  /// Reserved for documentation, in no subnet. Source: RFC 5737 and RFC 3849.
  private static final String NOBODYS_PREFIX = "192.0.2.0/28";

  private static final String NOBODYS_IPV6_PREFIX = "2001:db8::/80";

  /// A primary interface is attached at index 0.
  private static final int SECOND_DEVICE = 1;

  private static final Map<String, String> NO_TAGS = Map.of();

  private final Ec2Client client;
  private final InstanceIdentity identity;

  /// @param client whose credentials are tried; see [AwsEc2#clientBuilder]
  /// @param identity the instance to try them on
  public PermissionProbe(Ec2Client client, InstanceIdentity identity) {
    this.client = client;
    this.identity = identity;
  }

  /// What came of one action.
  public record Result(Ec2Action action, Verdict verdict) {}

  /// Whether an action is allowed.
  public sealed interface Verdict {

    /// It is.
    record Allowed() implements Verdict {}

    /// It is not.
    record Denied(Denial denial) implements Verdict {}

    /// EC2 did not say.
    ///
    /// @param reason why not, and what would help
    record Unknown(String reason) implements Verdict {}
  }

  /// What there is to try actions on.
  ///
  /// @param eni an interface of ours, or the primary one where there is no other
  /// @param attachment its attachment's id, if it could be learned
  /// @param isOurs whether it carries our tag
  private record Ground(String eni, Optional<String> attachment, boolean isOurs) {}

  /// Tries these actions, one after the other.
  ///
  /// @throws Ec2Exception if there are no credentials that EC2 accepts: then nothing is allowed
  public List<Result> probe(List<Ec2Action> actions) {
    var ground = ground();
    return actions.stream().map(action -> new Result(action, verdict(action, ground))).toList();
  }

  /// An interface of ours shows more than the primary one, which policies rightly leave alone.
  private Ground ground() {
    try {
      var attached =
          new AwsEc2(client)
              .interfacesOf(identity.instanceId()).stream()
                  .filter(eni -> eni.attachment() instanceof Attachment.To)
                  .toList();
      return Stream.concat(
              attached.stream().filter(PermissionProbe::isOurs),
              attached.stream().filter(eni -> eni.id().equals(identity.primaryEni())))
          .findFirst()
          .map(eni -> new Ground(eni.id().value(), attachment(eni), isOurs(eni)))
          .orElseGet(this::unseen);
    } catch (Ec2Exception e) {
      e.denial()
          .filter(denial -> denial.kind() != Denial.Kind.PERMISSION)
          .ifPresent(
              _ -> {
                throw e;
              });
      return unseen();
    }
  }

  private Ground unseen() {
    return new Ground(identity.primaryEni().value(), Optional.empty(), false);
  }

  private static boolean isOurs(Interface eni) {
    return eni.tags().containsKey(Interface.INSTANCE_TAG);
  }

  private static Optional<String> attachment(Interface eni) {
    return eni.attachment() instanceof Attachment.To to ? Optional.of(to.id()) : Optional.empty();
  }

  private Verdict verdict(Ec2Action action, Ground ground) {
    return switch (action) {
      case CREATE_NETWORK_INTERFACE -> creation(action);
      case CREATE_TAGS -> {
        var atCreation = creation(action);
        yield ground.isOurs() && atCreation instanceof Verdict.Allowed
            ? tried(action, () -> call(action, ground.eni()))
            : atCreation;
      }
      case MODIFY_NETWORK_INTERFACE_ATTRIBUTE, DETACH_NETWORK_INTERFACE ->
          ground
              .attachment()
              .map(id -> triedOn(ground, action, () -> ofAttachment(action, ground, id)))
              .orElseGet(
                  () ->
                      new Verdict.Unknown(
                          "EC2 did not tell the attachment's id to try it on; allow "
                              + Ec2Action.DESCRIBE_NETWORK_INTERFACES.permission()));
      case DESCRIBE_NETWORK_INTERFACES,
          DESCRIBE_SUBNETS,
          DESCRIBE_SECURITY_GROUPS,
          DESCRIBE_INSTANCES,
          DESCRIBE_INSTANCE_TYPES,
          ASSIGN_PRIVATE_IP_ADDRESSES,
          UNASSIGN_PRIVATE_IP_ADDRESSES,
          ATTACH_NETWORK_INTERFACE,
          DELETE_NETWORK_INTERFACE,
          ASSIGN_IPV6_ADDRESSES ->
          triedOn(ground, action, () -> call(action, ground.eni()));
    };
  }

  private static Verdict triedOn(Ground ground, Ec2Action action, Runnable call) {
    var verdict = tried(action, call);
    return verdict instanceof Verdict.Denied && action.isForOurInterfacesOnly() && !ground.isOurs()
        ? new Verdict.Unknown(
            "denied for the primary interface, as it should be where a policy asks for our tag; try"
                + " again once the node has a second interface")
        : verdict;
  }

  private void call(Ec2Action action, String eni) {
    switch (action) {
      case DESCRIBE_NETWORK_INTERFACES ->
          client.describeNetworkInterfaces(it -> it.dryRun(true).maxResults(5));
      case DESCRIBE_SUBNETS ->
          client.describeSubnets(it -> it.dryRun(true).subnetIds(identity.primarySubnet().value()));
      case DESCRIBE_SECURITY_GROUPS ->
          client.describeSecurityGroups(it -> it.dryRun(true).groupIds(identity.securityGroups()));
      case DESCRIBE_INSTANCES ->
          client.describeInstances(it -> it.dryRun(true).instanceIds(identity.instanceId()));
      case DESCRIBE_INSTANCE_TYPES ->
          client.describeInstanceTypes(
              it -> it.dryRun(true).instanceTypesWithStrings(identity.instanceType()));
      case ASSIGN_PRIVATE_IP_ADDRESSES ->
          client.assignPrivateIpAddresses(
              it -> it.networkInterfaceId(eni).ipv4Prefixes(NOBODYS_PREFIX));
      case UNASSIGN_PRIVATE_IP_ADDRESSES ->
          client.unassignPrivateIpAddresses(
              it -> it.networkInterfaceId(eni).ipv4Prefixes(NOBODYS_PREFIX));
      case ATTACH_NETWORK_INTERFACE ->
          client.attachNetworkInterface(
              it ->
                  it.dryRun(true)
                      .networkInterfaceId(eni)
                      .instanceId(identity.instanceId())
                      .deviceIndex(SECOND_DEVICE));
      case DELETE_NETWORK_INTERFACE ->
          client.deleteNetworkInterface(it -> it.dryRun(true).networkInterfaceId(eni));
      case CREATE_TAGS ->
          client.createTags(it -> it.dryRun(true).resources(eni).tags(Requests.tags(ours())));
      case ASSIGN_IPV6_ADDRESSES ->
          client.assignIpv6Addresses(
              it -> it.networkInterfaceId(eni).ipv6Prefixes(NOBODYS_IPV6_PREFIX));
      case CREATE_NETWORK_INTERFACE, MODIFY_NETWORK_INTERFACE_ATTRIBUTE, DETACH_NETWORK_INTERFACE ->
          throw new IllegalArgumentException("takes more than an interface: " + action);
    }
  }

  private void ofAttachment(Ec2Action action, Ground ground, String attachment) {
    if (action == Ec2Action.DETACH_NETWORK_INTERFACE) {
      client.detachNetworkInterface(it -> it.dryRun(true).attachmentId(attachment));
    } else {
      client.modifyNetworkInterfaceAttribute(
          it ->
              it.dryRun(true)
                  .networkInterfaceId(ground.eni())
                  .attachment(change -> change.attachmentId(attachment).deleteOnTermination(true)));
    }
  }

  /// The tags are allowed or not in the call that makes the interface. Where EC2 does not name what
  /// it denies, the same call without tags tells; but it may be denied for lack of them.
  private Verdict creation(Ec2Action action) {
    var tagged = tried(Ec2Action.CREATE_NETWORK_INTERFACE, () -> create(true));
    if (!(tagged instanceof Verdict.Denied(Denial denial))) {
      return tagged;
    }
    var named = denial.permission();
    if (named.equals(Ec2Action.CREATE_TAGS.permission())) {
      return action == Ec2Action.CREATE_TAGS ? tagged : new Verdict.Allowed();
    }
    var plain = tried(Ec2Action.CREATE_NETWORK_INTERFACE, () -> create(false));
    if (plain instanceof Verdict.Allowed) {
      return action == Ec2Action.CREATE_TAGS
          ? new Verdict.Denied(new Denial(action.ec2Name(), denial.failure()))
          : plain;
    }
    return action == Ec2Action.CREATE_TAGS
        ? new Verdict.Unknown(
            "asked together with " + Ec2Action.CREATE_NETWORK_INTERFACE.permission())
        : tagged;
  }

  private void create(boolean tagged) {
    var wanted =
        new NewInterface(
            identity.primarySubnet(),
            identity.securityGroups(),
            new NewInterface.Content.Addresses(0),
            Interface.DESCRIPTION_PREFIX + identity.instanceId(),
            tagged ? ours() : NO_TAGS,
            UUID.randomUUID().toString());
    client.createNetworkInterface(Requests.create(wanted).toBuilder().dryRun(true).build());
  }

  private Map<String, String> ours() {
    return Map.of(Interface.INSTANCE_TAG, identity.instanceId());
  }

  private static Verdict tried(Ec2Action action, Runnable call) {
    try {
      call.run();
      return new Verdict.Allowed();
    } catch (SdkException e) {
      var failure = Calls.classify(e);
      if (failure.code().equals(ALLOWED)) {
        return new Verdict.Allowed();
      }
      return switch (failure) {
        case Ec2Failure.Denied denied -> denied(new Denial(action.ec2Name(), denied), e);
        case Ec2Failure.Throttled _ ->
            new Verdict.Unknown("EC2 is busy (" + failure.code() + "); try again");
        case Ec2Failure.SubnetExhausted _,
            Ec2Failure.SubnetFragmented _,
            Ec2Failure.LimitReached _,
            Ec2Failure.Busy _,
            Ec2Failure.Invalid _ ->
            action.hasDryRun() ? unknown(failure) : new Verdict.Allowed();
        case Ec2Failure.Gone _, Ec2Failure.Withheld _, Ec2Failure.Ambiguous _ -> unknown(failure);
      };
    }
  }

  private static Verdict unknown(Ec2Failure failure) {
    return new Verdict.Unknown(failure.code() + ": " + failure.message());
  }

  private static Verdict denied(Denial denial, SdkException cause) {
    if (denial.kind() == Denial.Kind.PERMISSION) {
      return new Verdict.Denied(denial);
    }
    throw new Ec2Exception(denial.action(), "dry-run", denial.failure(), cause);
  }
}
