package io.warmwell.config;

import io.warmwell.pool.InterfaceLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the operator wants of the daemon, read once at start.
///
/// `docs/configuration.md` says what each component means; it is named after its variable.
public record DaemonSettings(
    int warmEniTarget,
    int warmIpTarget,
    int minimumIpTarget,
    int warmPrefixTarget,
    int maxEni,
    boolean prefixDelegation,
    boolean podEni,
    boolean ipv4,
    boolean ipv6,
    Duration ipCooldown,
    int eniMtu,
    int podMtu,
    String vethPrefix,
    EgressSettings egress,
    ClusterSettings cluster,
    EniSettings enis,
    Path runDirectory,
    Path stateDirectory,
    int maxPods,
    Duration releaseDelay,
    Duration addWait,
    LogLevel logLevel) {

  /// Reads the environment: unknown variables with our prefix, misspelt knobs, knobs of the AWS VPC
  /// CNI that do nothing here yet and values out of range are refused, all of them at once.
  ///
  /// The AWS VPC CNI logs an error and goes on with the default; we refuse, since a node that runs
  /// with settings nobody asked for is found weeks later.
  public static Parsed parse(Map<String, String> environment) {
    var reader = new SettingReader(environment);
    var settings = read(reader);
    var problems = new ArrayList<>(reader.problems());
    problems.addAll(Strangers.problemsOf(environment));
    if (!settings.ipv4() && !settings.ipv6()) {
      problems.add("ENABLE_IPv4=false: pods would have no address; give ENABLE_IPv6=true as well");
    }
    problems.addAll(settings.cluster().problems(environment));
    if (settings.cluster().customNetworking() && settings.ipv6()) {
      problems.add(
          "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true: pods' IPv6 addresses are the primary ENI's, which"
              + " it keeps from them; unset it or ENABLE_IPv6");
    }
    return problems.isEmpty()
        ? new Parsed.Valid(settings, reader.effective(), Strangers.ignoredIn(environment))
        : new Parsed.Invalid(new Problems(problems));
  }

  private static DaemonSettings read(SettingReader reader) {
    return new DaemonSettings(
        reader.read(Settings.WARM_ENI_TARGET),
        reader.read(Settings.WARM_IP_TARGET),
        reader.read(Settings.MINIMUM_IP_TARGET),
        reader.read(Settings.WARM_PREFIX_TARGET),
        reader.read(Settings.MAX_ENI),
        reader.read(Settings.ENABLE_PREFIX_DELEGATION),
        reader.read(Settings.ENABLE_POD_ENI),
        reader.read(Settings.ENABLE_IPV4),
        reader.read(Settings.ENABLE_IPV6),
        reader.read(Settings.IP_COOLDOWN_PERIOD),
        reader.read(Settings.AWS_VPC_ENI_MTU),
        reader.read(Settings.POD_MTU),
        reader.read(Settings.AWS_VPC_K8S_CNI_VETHPREFIX),
        EgressSettings.read(reader),
        ClusterSettings.read(reader),
        EniSettings.read(reader),
        reader.read(Settings.WARMWELL_RUN_DIR),
        reader.read(Settings.WARMWELL_STATE_DIR),
        reader.read(Settings.WARMWELL_MAX_PODS),
        reader.read(Settings.WARMWELL_RELEASE_DELAY),
        reader.read(Settings.WARMWELL_ADD_WAIT),
        reader.read(Settings.WARMWELL_LOG_LEVEL));
  }

  /// How many ENIs may be attached, the primary one included: MAX_ENI where it is lower than what
  /// the instance type allows.
  public int interfacesMax(InterfaceLimits limits) {
    return maxEni >= 1 ? Math.min(maxEni, limits.interfaces()) : limits.interfaces();
  }

  /// Whether this node takes /28 prefixes: asked for, and possible on this instance type.
  public boolean takesPrefixes(InstanceType type) {
    return prefixDelegation && type.supportsPrefixes();
  }

  /// Whether one ENI's place stays free for a trunk: asked for, and possible on this instance type.
  public boolean keepsTrunkPlace(InstanceType type) {
    return podEni && type.supportsTrunk();
  }

  /// How many pods the node runs at most: WARMWELL_MAX_PODS, or else what [MaxPods] recommends.
  public int podsMax(InstanceType type) {
    if (maxPods > 0) {
      return maxPods;
    }
    // Of IPv6 there is no end; AWS recommends the same numbers as for prefixes.
    var plain = MaxPods.Request.of(prefixDelegation || !ipv4).withMaxEni(Math.max(maxEni, 0));
    var request = cluster.customNetworking() ? plain.withCustomNetworking() : plain;
    return MaxPods.of(type, podEni ? request.withTrunkOn(type) : request).pods();
  }

  /// What became of reading the environment.
  public sealed interface Parsed {

    /// Every variable can be used.
    ///
    /// @param effective every knob with its value and where that came from, in documentation order
    /// @param ignored variables of the AWS VPC CNI that are set and do nothing here; worth a line
    ///   in the log
    record Valid(DaemonSettings settings, List<EffectiveSetting> effective, List<String> ignored)
        implements Parsed {

      public Valid {
        effective = List.copyOf(effective);
        ignored = List.copyOf(ignored);
      }
    }

    /// At least one variable cannot be used.
    record Invalid(Problems problems) implements Parsed {}
  }
}
