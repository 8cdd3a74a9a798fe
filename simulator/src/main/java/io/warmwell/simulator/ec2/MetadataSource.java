package io.warmwell.simulator.ec2;

import java.time.InstantSource;
import java.util.Optional;

/// What the metadata service knows of the instances that ask it.
///
/// Thread-safe: every request is answered on a thread of its own.
public interface MetadataSource {

  /// The clock by which tokens and credentials end.
  InstantSource clock();

  /// The VPC that the instances are in.
  VpcConfiguration configuration();

  /// An instance and its linked interfaces by slot, at this moment; empty for one that is not
  /// there.
  Optional<InstanceView> view(String instanceId);
}
