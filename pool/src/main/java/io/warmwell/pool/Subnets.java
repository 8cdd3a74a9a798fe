package io.warmwell.pool;

import java.util.List;
import java.util.Set;

/// What is known of subnets, as far as plans depend on it.
///
/// @param births where new interfaces can be made, in the order of preference among equals
/// @param withoutPrefixes those that have refused a /28 a short while ago
/// @param withoutAddresses those that have refused even single addresses a short while ago
public record Subnets(
    List<Birthplace> births, Set<SubnetId> withoutPrefixes, Set<SubnetId> withoutAddresses) {

  public Subnets {
    births = List.copyOf(births);
    withoutPrefixes = Set.copyOf(withoutPrefixes);
    withoutAddresses = Set.copyOf(withoutAddresses);
  }

  /// New interfaces are made where the primary one is, unless that serves no pods.
  ///
  /// @param withoutPrefixes those that have refused a /28 a short while ago
  public static Subnets around(PoolSnapshot pool, Set<SubnetId> withoutPrefixes) {
    var births =
        pool.primary()
            .filter(facts -> !facts.isExcluded())
            .map(facts -> new Birthplace(facts.subnet(), 0));
    return new Subnets(births.stream().toList(), withoutPrefixes, Set.of());
  }

  /// Whether prefixes can be asked for in a subnet.
  public boolean givesPrefixes(SubnetId subnet) {
    return givesAddresses(subnet) && !withoutPrefixes.contains(subnet);
  }

  /// Whether anything can be asked for in a subnet.
  public boolean givesAddresses(SubnetId subnet) {
    return !withoutAddresses.contains(subnet);
  }
}
