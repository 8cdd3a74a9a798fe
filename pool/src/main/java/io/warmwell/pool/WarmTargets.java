package io.warmwell.pool;

/// How much is kept ready, in the terms of the incumbent's knobs.
///
/// @param warmInterfaces WARM_ENI_TARGET: whole ENIs' worth of free addresses; rules only in
///   secondary-address mode while no address target is set
/// @param warmAddresses WARM_IP_TARGET: free addresses to keep; 0 leaves it out
/// @param minimumAddresses MINIMUM_IP_TARGET: floor under the total; 0 leaves it out
/// @param warmPrefixes WARM_PREFIX_TARGET: wholly free prefixes to keep; rules only in prefix mode
///   while no address target is set
public record WarmTargets(
    int warmInterfaces, int warmAddresses, int minimumAddresses, int warmPrefixes) {

  /// @throws IllegalArgumentException if a target is negative
  public WarmTargets {
    if (warmInterfaces < 0 || warmAddresses < 0 || minimumAddresses < 0 || warmPrefixes < 0) {
      throw new IllegalArgumentException("targets are zero or more");
    }
  }

  /// Whether an address target is set, which overrides the other two.
  public boolean countAddresses() {
    return warmAddresses > 0 || minimumAddresses > 0;
  }

  /// How many addresses are missing.
  ///
  /// @param total addresses owned or on their way here
  /// @param spare those of them that nobody holds, claims or rests; negative when more are claimed
  public int shortfall(int total, int spare) {
    return Math.max(0, Math.max(warmAddresses - spare, minimumAddresses - total));
  }

  /// How many addresses are more than the address targets ask for.
  public int surplus(int total, int spare) {
    return Math.max(0, Math.min(spare - warmAddresses, total - minimumAddresses));
  }
}
