package io.warmwell.ipamd.birth;

import io.warmwell.pool.Birthplace;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a look at the subnets has shown.
///
/// @param births where new interfaces can be made, the one with most free addresses first
/// @param forPods of each subnet whose tags were read whether its addresses are for pods
/// @param trouble why there is no birthplace, or why they are not those that were asked for; a
///   sentence that ends with what to do
public record Places(
    List<Birthplace> births, Map<SubnetId, Boolean> forPods, Optional<String> trouble) {

  public Places {
    births = List.copyOf(births);
    forPods = Map.copyOf(forPods);
  }

  /// Nowhere.
  static Places nowhere(Map<SubnetId, Boolean> forPods, String trouble) {
    return new Places(List.of(), forPods, Optional.of(trouble));
  }

  /// The same without a subnet in which nothing can be made after all.
  public Places without(SubnetId subnet, String reason) {
    return new Places(
        births.stream()
            .filter(birth -> !birth.subnet().equals(subnet))
            .collect(Collectors.toUnmodifiableList()),
        forPods,
        Optional.of(reason));
  }
}
