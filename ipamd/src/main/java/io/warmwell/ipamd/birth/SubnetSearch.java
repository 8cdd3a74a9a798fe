package io.warmwell.ipamd.birth;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.InstanceIdentity;
import io.warmwell.eni.Subnet;
import io.warmwell.pool.Birthplace;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses among the subnets of the node's VPC and availability zone: those that their tags allow,
/// those of custom networking, or the node's own alone.
///
/// Thread-safe. A look is one DescribeSubnets, or none shortly after another. When EC2 does not
/// answer, interfaces are made where they were before, or else in the node's own subnet: a node
/// without addresses is worse than one that takes them from where it was not to.
public final class SubnetSearch implements Birthplaces {
  private static final Logger log = LoggerFactory.getLogger(SubnetSearch.class);

  /// The daemon looks when it starts, and the agent's first look comes right after.
  static final Duration MEMORY = Duration.ofSeconds(20);

  private final Ec2 ec2;
  private final Home home;
  private final Choice choice;
  private final Map<String, String> tags;
  private final InstantSource clock;
  private final GroupSearch groups;
  private final AtomicReference<Optional<Seen>> last = new AtomicReference<>(Optional.empty());
  private final AtomicReference<List<String>> primaryGroups;

  /// Subnets that EC2 listed, and when.
  private record Seen(List<Subnet> subnets, Instant at) {}

  /// Where the node is.
  ///
  /// @param securityGroups of its primary interface
  public record Home(
      String vpcId, String availabilityZone, SubnetId subnet, List<String> securityGroups) {
    public Home {
      securityGroups = List.copyOf(securityGroups);
    }

    /// An instance's home.
    public static Home of(InstanceIdentity identity) {
      return new Home(
          identity.vpcId(),
          identity.availabilityZone(),
          identity.primarySubnet(),
          identity.securityGroups());
    }
  }

  /// How subnets are chosen.
  public sealed interface Choice {

    /// What the operator's settings say.
    ///
    /// @param discovery whether tags choose further subnets
    /// @param cluster its name; empty if it is not known
    /// @param custom what names the subnets instead, if anything does
    static Choice of(boolean discovery, String cluster, Optional<CustomNetworking> custom) {
      return custom
          .<Choice>map(Custom::new)
          .orElseGet(() -> discovery ? new Tagged(cluster) : new Own());
    }

    /// The node's own one alone, unless its tags exclude it.
    record Own() implements Choice {}

    /// Those whose tags allow it.
    ///
    /// @param cluster name of the cluster, empty if it is not known
    record Tagged(String cluster) implements Choice {}

    /// Those that are named elsewhere, whatever their tags.
    record Custom(CustomNetworking source) implements Choice {}
  }

  /// @param tags of new interfaces, beside those that every one has
  public SubnetSearch(
      Ec2 ec2, Home home, Choice choice, Map<String, String> tags, InstantSource clock) {
    this.ec2 = ec2;
    this.home = home;
    this.choice = choice;
    this.tags = Map.copyOf(tags);
    this.clock = clock;
    this.groups = new GroupSearch(ec2, home.vpcId(), clock);
    this.primaryGroups = new AtomicReference<>(home.securityGroups());
  }

  @Override
  public Places look() {
    if (choice instanceof Choice.Custom(CustomNetworking source)
        && source.wanted() instanceof CustomNetworking.Answer.Absent(String reason)) {
      return Places.nowhere(Map.of(), reason);
    }
    try {
      return chosen(listed());
    } catch (Ec2Exception e) {
      return unseen(e);
    }
  }

  @Override
  public List<String> securityGroups(SubnetId subnet) {
    return switch (choice) {
      case Choice.Own _, Choice.Tagged _ -> primaryGroups.get();
      case Choice.Custom(CustomNetworking source) ->
          switch (source.wanted()) {
            case CustomNetworking.Answer.Absent(String reason) ->
                throw new UnwantedException(reason);
            case CustomNetworking.Answer.Wanted wanted -> {
              if (!isWanted(subnet, wanted)) {
                throw new UnwantedException(
                    subnet + " is no longer a subnet of " + wanted.source());
              }
              yield groups.of(wanted).orElseGet(primaryGroups::get);
            }
          };
    };
  }

  @Override
  public Map<String, String> tags() {
    return tags;
  }

  @Override
  public void primaryGroups(List<String> seen) {
    primaryGroups.set(List.copyOf(seen));
  }

  private List<Subnet> listed() {
    var now = clock.instant();
    var seen = last.get().filter(known -> now.isBefore(known.at().plus(MEMORY)));
    if (seen.isPresent()) {
      return seen.get().subnets();
    }
    var subnets = ec2.subnets(home.vpcId(), home.availabilityZone());
    last.set(Optional.of(new Seen(subnets, now)));
    return subnets;
  }

  private Places chosen(List<Subnet> subnets) {
    return switch (choice) {
      case Choice.Own _ ->
          places(
              subnets.stream()
                  .filter(subnet -> subnet.id().equals(home.subnet()) && !subnet.isExcluded()),
              Map.of(),
              excluded(home.subnet()));
      case Choice.Tagged(String cluster) ->
          places(
              subnets.stream()
                  .filter(
                      subnet -> subnet.isForInterfaces(subnet.id().equals(home.subnet()), cluster)),
              forPods(subnets),
              excluded(home.subnet())
                  + ", or tag others of this zone with kubernetes.io/role/cni=1");
      case Choice.Custom(CustomNetworking source) ->
          switch (source.wanted()) {
            case CustomNetworking.Answer.Absent(String reason) -> Places.nowhere(Map.of(), reason);
            case CustomNetworking.Answer.Wanted wanted ->
                places(
                    subnets.stream().filter(subnet -> isChosen(subnet, wanted)),
                    Map.of(),
                    "none of the subnets of %s (%s) lies in the node's zone %s; name one that does"
                        .formatted(wanted.source(), words(wanted), home.availabilityZone()));
          };
    };
  }

  private static Places places(
      Stream<Subnet> chosen, Map<SubnetId, Boolean> forPods, String otherwise) {
    var births =
        chosen
            .sorted(
                Comparator.comparingInt(Subnet::availableAddresses)
                    .reversed()
                    .thenComparing(subnet -> subnet.id().value()))
            .map(subnet -> new Birthplace(subnet.id(), subnet.availableAddresses()))
            .toList();
    return births.isEmpty()
        ? Places.nowhere(forPods, otherwise)
        : new Places(births, forPods, Optional.empty());
  }

  /// EC2 did not answer.
  private Places unseen(Ec2Exception cause) {
    log.warn("subnets not listed, going on without cause=\"{}\"", cause.getMessage());
    var reason = "subnets not listed: " + cause.getMessage();
    var before = last.get().map(Seen::subnets);
    if (before.isPresent()) {
      var places = chosen(before.get());
      return new Places(places.births(), Map.of(), Optional.of(reason));
    }
    var births =
        switch (choice) {
          case Choice.Own _, Choice.Tagged _ -> List.of(home.subnet());
          case Choice.Custom(CustomNetworking source) ->
              source.wanted() instanceof CustomNetworking.Answer.Wanted wanted
                  ? wanted.subnets()
                  : List.<SubnetId>of();
        };
    return new Places(
        births.stream().map(subnet -> new Birthplace(subnet, 0)).toList(),
        Map.of(),
        Optional.of(reason));
  }

  private boolean isWanted(SubnetId subnet, CustomNetworking.Answer.Wanted wanted) {
    return wanted.subnets().contains(subnet)
        || last.get().stream()
            .flatMap(seen -> seen.subnets().stream())
            .anyMatch(known -> known.id().equals(subnet) && isChosen(known, wanted));
  }

  private static boolean isChosen(Subnet subnet, CustomNetworking.Answer.Wanted wanted) {
    return wanted.subnets().contains(subnet.id())
        || (!wanted.subnetTags().isEmpty() && Wildcards.areMet(wanted.subnetTags(), subnet.tags()));
  }

  private static Map<SubnetId, Boolean> forPods(List<Subnet> subnets) {
    return subnets.stream().collect(Collectors.toMap(Subnet::id, subnet -> !subnet.isExcluded()));
  }

  private static String excluded(SubnetId subnet) {
    return "the node's subnet %s is not for pods (tag %s=0); change its tag"
        .formatted(subnet, Subnet.ROLE_TAG);
  }

  private static String words(CustomNetworking.Answer.Wanted wanted) {
    return wanted.subnetTags().isEmpty()
        ? wanted.subnets().toString()
        : wanted.subnets() + " and those tagged " + wanted.subnetTags();
  }
}
