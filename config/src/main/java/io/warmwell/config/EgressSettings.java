package io.warmwell.config;

import io.warmwell.inet.Ipv4Prefix;
import java.util.List;

/// What the operator wants of packets that leave the VPC, or come in for an address of the node.
///
/// `docs/configuration.md` says what each component means; it is named after its variable.
///
/// @param connmark bits of connections' marks
public record EgressSettings(
    boolean externalSnat,
    List<Ipv4Prefix> excludeSnatCidrs,
    List<Ipv4Prefix> externalServiceCidrs,
    SourcePorts randomizeSnat,
    boolean nodePortSupport,
    int connmark) {

  public EgressSettings {
    excludeSnatCidrs = List.copyOf(excludeSnatCidrs);
    externalServiceCidrs = List.copyOf(externalServiceCidrs);
  }

  /// How SNAT chooses source ports.
  public enum SourcePorts {
    PRNG,
    HASHRANDOM,
    NONE
  }

  static EgressSettings read(SettingReader reader) {
    return new EgressSettings(
        reader.read(Settings.AWS_VPC_K8S_CNI_EXTERNALSNAT),
        reader.read(Settings.AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS),
        reader.read(Settings.AWS_EXTERNAL_SERVICE_CIDRS),
        reader.read(Settings.AWS_VPC_K8S_CNI_RANDOMIZESNAT),
        reader.read(Settings.AWS_VPC_CNI_NODE_PORT_SUPPORT),
        reader.read(Settings.AWS_VPC_K8S_CNI_CONNMARK));
  }
}
