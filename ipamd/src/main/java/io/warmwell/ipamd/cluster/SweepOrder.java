package io.warmwell.ipamd.cluster;

import io.warmwell.config.DaemonSettings;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.InstanceIdentity;
import io.warmwell.ipamd.sweep.Sweep;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node is to do for its cluster if it is elected: to delete leaked interfaces.
///
/// @param self who stands for election
/// @param every mean time between two passes
public record SweepOrder(Ec2 ec2, Sweep.Place place, String self, Duration every) {
  private static final Logger log = LoggerFactory.getLogger(SweepOrder.class);

  /// What the settings want. Without the cluster's name nothing is swept: what other clusters have
  /// in the VPC could not be told apart.
  public static Optional<SweepOrder> of(
      DaemonSettings settings, Ec2 ec2, InstanceIdentity identity) {
    var mayDelete = settings.enis().provisioning() && settings.ipv4();
    if (!settings.cluster().leakedEniCleanup() || !mayDelete) {
      return Optional.empty();
    }
    var cluster = settings.enis().clusterName();
    if (cluster.isEmpty()) {
      log.info("leaked interfaces are not looked for: CLUSTER_NAME is not set");
      return Optional.empty();
    }
    var id = identity.instanceId();
    var name = settings.cluster().nodeName();
    return Optional.of(
        new SweepOrder(
            ec2,
            new Sweep.Place(identity.vpcId(), cluster, id),
            name.isEmpty() ? id : name + "/" + id,
            settings.cluster().leakedEniInterval()));
  }
}
