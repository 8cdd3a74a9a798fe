package io.warmwell.config;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// How many pods a node of some instance type should run, and how the number came about.
///
/// The formula is the AWS VPC CNI's: every ENI for pods carries `addresses − 1` secondary addresses
/// or as many /28 prefixes of 16, and 2 pods of the host network (kube-proxy and the CNI itself)
/// need none.
///
/// The ceiling is what AWS recommends on top: 110 pods up to 30 vCPUs, 250 above. AWS's
/// `max-pods-calculator.sh` (awslabs/amazon-eks-ami) applies it in secondary-IP mode as well as in
/// prefix mode unless called with `--show-max-allowed`, and so do we; the table that the AWS VPC
/// CNI ships, `eni-max-pods.txt`, is without it. Where the vCPUs are unknown the lower ceiling is
/// taken: too few pods cost money, too many take the node down.
///
/// One more difference to the calculator: it gives prefixes to the Nitro hypervisor only. Bare
/// metal can carry them too, and the AWS VPC CNI uses them there, as do we.
///
/// @param prefixes whether the number is for prefix mode
/// @param interfaces ENIs that are left for pods
/// @param formula the number without the ceiling
/// @param ceiling the recommended one, if it was asked for
/// @param pods the number to use
/// @param notes what a reader should know beside the numbers, one sentence each
public record MaxPods(
    InstanceType type,
    boolean prefixes,
    int interfaces,
    int formula,
    OptionalInt ceiling,
    int pods,
    List<String> notes) {

  static final int ADDRESSES_PER_PREFIX = 16;
  static final int HOST_NETWORK_PODS = 2;
  static final int SMALL_MACHINE_VCPUS_MAX = 30;
  static final int SMALL_MACHINE_CEILING = 110;
  static final int LARGE_MACHINE_CEILING = 250;

  public MaxPods {
    notes = List.copyOf(notes);
  }

  /// Applies the formula to an instance type.
  public static MaxPods of(InstanceType type, Request request) {
    var prefixes = request.prefixDelegation && type.supportsPrefixes();
    var interfaces = interfacesForPods(type, request);
    var perInterface = type.limits().blocksPerInterface() * (prefixes ? ADDRESSES_PER_PREFIX : 1);
    var formula = interfaces * perInterface + HOST_NETWORK_PODS;
    var ceiling = request.ceiling ? OptionalInt.of(ceiling(type)) : OptionalInt.empty();
    var pods = Math.min(formula, ceiling.orElse(formula));
    return new MaxPods(
        type, prefixes, interfaces, formula, ceiling, pods, notes(type, request, interfaces));
  }

  private static int interfacesForPods(InstanceType type, Request request) {
    var limit = type.limits().interfaces();
    var attached = request.maxEni > 0 ? Math.min(request.maxEni, limit) : limit;
    var notForPods = request.reservedEnis + (request.customNetworking ? 1 : 0);
    return Math.max(attached - notForPods, 0);
  }

  private static int ceiling(InstanceType type) {
    return type.vcpus().orElse(0) > SMALL_MACHINE_VCPUS_MAX
        ? LARGE_MACHINE_CEILING
        : SMALL_MACHINE_CEILING;
  }

  private static List<String> notes(InstanceType type, Request request, int interfaces) {
    var notes = new ArrayList<String>();
    if (request.prefixDelegation && !type.supportsPrefixes()) {
      notes.add("no prefixes on this type (neither Nitro nor bare metal): secondary addresses");
    }
    if (request.ceiling && type.vcpus().isEmpty()) {
      notes.add("vCPUs unknown: the ceiling of small machines is taken");
    }
    if (type.networkCards() > 1) {
      notes.add("default network card only, 1 of " + type.networkCards());
    }
    if (interfaces == 0) {
      notes.add("no ENI is left for pods: host-network pods only");
    }
    return notes;
  }

  /// The number as a sum, for example `3 ENIs × (10 − 1) + 2 = 29`.
  public String derivation() {
    var sum =
        "%d %s × (%d − 1)%s + %d = %d"
            .formatted(
                interfaces,
                interfaces == 1 ? "ENI" : "ENIs",
                type.limits().addressesPerInterface(),
                prefixes ? " × " + ADDRESSES_PER_PREFIX : "",
                HOST_NETWORK_PODS,
                formula);
    return pods < formula ? sum + ", recommended at most " + pods : sum;
  }

  /// What the number is asked for.
  ///
  /// @param maxEni ENIs that may be attached; 0 for the instance type's limit
  /// @param customNetworking whether pods live in another subnet, so that the primary ENI carries
  ///   none
  /// @param reservedEnis ENIs that are kept from pods for another purpose
  /// @param ceiling whether AWS's recommended ceiling applies
  public record Request(
      boolean prefixDelegation,
      int maxEni,
      boolean customNetworking,
      int reservedEnis,
      boolean ceiling) {

    /// @throws IllegalArgumentException if a number is negative
    public Request {
      if (maxEni < 0 || reservedEnis < 0) {
        throw new IllegalArgumentException(
            "counts start at 0: max-eni=" + maxEni + " reserved-enis=" + reservedEnis);
      }
    }

    /// The usual request: every ENI, with the ceiling.
    public static Request of(boolean prefixDelegation) {
      return new Request(prefixDelegation, 0, false, 0, true);
    }

    /// The same with fewer ENIs; 0 means the instance type's limit.
    public Request withMaxEni(int interfaces) {
      return new Request(prefixDelegation, interfaces, customNetworking, reservedEnis, ceiling);
    }

    /// The same with pods kept off the primary ENI.
    public Request withCustomNetworking() {
      return new Request(prefixDelegation, maxEni, true, reservedEnis, ceiling);
    }

    /// The same with one more ENI kept from pods, for a trunk, if the type can have one.
    public Request withTrunkOn(InstanceType type) {
      var reserved = reservedEnis + (type.supportsTrunk() ? 1 : 0);
      return new Request(prefixDelegation, maxEni, customNetworking, reserved, ceiling);
    }
  }
}
