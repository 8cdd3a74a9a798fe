package io.warmwell.config;

import java.util.List;

/// A knob of the AWS VPC CNI (v1.23.1) that does nothing here.
///
/// @param name of the environment variable
/// @param accepted values that change nothing: the AWS VPC CNI's default in code and in its shipped
///   manifest, in any case; empty means that any value is accepted because it only tells the daemon
///   something it has no use for
record IncumbentKnob(String name, List<String> accepted) {

  /// Every one of them that is not in [Settings].
  static final List<IncumbentKnob> ALL =
      List.of(
          refusedUnless("ENABLE_IMDS_ONLY_MODE", "false"),
          refusedUnless("AWS_VPC_K8S_CNI_BACKING_STORE", "/var/run/aws-node/ipam.json"),
          refusedUnless("ENABLE_MULTI_NIC", "false"),
          refusedUnless("ENABLE_V4_EGRESS", "true"),
          refusedUnless("ENABLE_V6_EGRESS", "false"),
          refusedUnless("DISABLE_POD_V6", "false"),
          refusedUnless("ENABLE_BANDWIDTH_PLUGIN", "false"),
          refusedUnless("POD_SECURITY_GROUP_ENFORCING_MODE", "strict"),
          refusedUnless("DISABLE_TCP_EARLY_DEMUX", "false"),
          refusedUnless("NETWORK_POLICY_ENFORCING_MODE", "standard"),
          refusedUnless("ANNOTATE_POD_IP", "false"),
          refusedUnless("AWS_EC2_ENDPOINT", ""),
          refusedUnless("HTTP_TIMEOUT", "10"),
          refusedUnless("HOST_CNI_BIN_PATH", "/host/opt/cni/bin"),
          refusedUnless("HOST_CNI_CONFDIR_PATH", "/host/etc/cni/net.d"),
          refusedUnless("INTROSPECTION_BIND_ADDRESS", "127.0.0.1:61679"),
          // Nothing of what these switch off or point at exists here.
          anyValue("DISABLE_METRICS"),
          anyValue("DISABLE_INTROSPECTION"),
          anyValue("MY_POD_NAME"),
          anyValue("VPC_CNI_VERSION"),
          // The log goes to standard error, WARMWELL_LOG_LEVEL says how much of it.
          anyValue("AWS_VPC_K8S_CNI_LOGLEVEL"),
          anyValue("AWS_VPC_K8S_CNI_LOG_FILE"),
          anyValue("AWS_VPC_K8S_PLUGIN_LOG_LEVEL"),
          anyValue("AWS_VPC_K8S_PLUGIN_LOG_FILE"),
          anyValue("AWS_VPC_K8S_EGRESS_V4_PLUGIN_LOG_FILE"),
          anyValue("AWS_VPC_K8S_EGRESS_V6_PLUGIN_LOG_FILE"),
          // Deprecated: the AWS VPC CNI itself no longer reads them.
          anyValue("AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER"),
          anyValue("ENABLE_NFTABLES"));

  private static final Syntax.Flag FLAG = new Syntax.Flag();

  IncumbentKnob {
    accepted = List.copyOf(accepted);
  }

  private static IncumbentKnob refusedUnless(String name, String... accepted) {
    return new IncumbentKnob(name, List.of(accepted));
  }

  private static IncumbentKnob anyValue(String name) {
    return new IncumbentKnob(name, List.of());
  }

  /// Whether a value changes nothing about what the daemon does.
  boolean accepts(String value) {
    return value.isBlank()
        || accepted.isEmpty()
        || accepted.stream()
            .anyMatch(same -> same.equalsIgnoreCase(value) || sameFlag(same, value));
  }

  private static boolean sameFlag(String one, String other) {
    return FLAG.read(one) instanceof Syntax.Reading.Value<Boolean> value
        && value.equals(FLAG.read(other));
  }
}
