package io.warmwell.config;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the operator wants of ENIs: where they are made, how they are tagged, and which of them the
/// daemon may touch.
///
/// `docs/configuration.md` says what each component means; it is named after its variable.
///
/// @param clusterName empty if it is not known
/// @param additionalTags of ENIs that the daemon makes, by key
/// @param provisioning whether the daemon changes anything at EC2
public record EniSettings(
    boolean subnetDiscovery,
    String clusterName,
    Map<String, String> additionalTags,
    boolean manageUntagged,
    boolean manageUnschedulable,
    boolean provisioning) {
  private static final String CLUSTER_TAG = "cluster.k8s.amazonaws.com/name";
  private static final String OWNER_TAG = "eks:eni:owner";

  /// The incumbent's value, by which EKS finds the ENIs of its node plugin.
  private static final String OWNER = "amazon-vpc-cni";

  public EniSettings {
    additionalTags = Map.copyOf(additionalTags);
  }

  static EniSettings read(SettingReader reader) {
    return new EniSettings(
        reader.read(Settings.ENABLE_SUBNET_DISCOVERY),
        reader.read(Settings.CLUSTER_NAME),
        reader.read(Settings.ADDITIONAL_ENI_TAGS),
        reader.read(Settings.MANAGE_UNTAGGED_ENI),
        reader.read(Settings.AWS_MANAGE_ENIS_NON_SCHEDULABLE),
        !reader.read(Settings.DISABLE_NETWORK_RESOURCE_PROVISIONING));
  }

  /// The tags of ENIs, beside those that name the instance and the time of creation.
  public Map<String, String> tags() {
    var tags = new LinkedHashMap<>(additionalTags);
    if (!clusterName.isEmpty()) {
      tags.put(CLUSTER_TAG, clusterName);
      tags.put(OWNER_TAG, OWNER);
    }
    return Map.copyOf(tags);
  }
}
