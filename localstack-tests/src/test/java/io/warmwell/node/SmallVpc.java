package io.warmwell.node;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.birth.Birthplaces;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.Instance;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.Launch;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.VpcConfiguration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A simulated VPC with one subnet, in which one m5.large runs.
final class SmallVpc {
  static final SubnetId SUBNET = new SubnetId("subnet-0a");
  static final InterfaceLimits M5_LARGE = new InterfaceLimits(3, 10);

  /// A CIDR for the subnet that no test uses up.
  static final String ROOMY = "10.0.0.0/20";

  /// Where interfaces are made.
  static final Birthplaces BIRTHS = Birthplaces.fixed(SUBNET, List.of());

  private SmallVpc() {}

  /// An EC2 that has this VPC and nothing in it.
  ///
  /// @param subnet the subnet's CIDR, within 10.0.0.0/16
  static SimulatedEc2 ec2(String subnet, InstantSource clock) {
    var only =
        new VpcConfiguration.SubnetConfiguration(
            SUBNET, Ipv4Prefix.parse(subnet), "eu-central-1a", Map.of());
    var configuration =
        new VpcConfiguration(
            "vpc-0a",
            "eu-central-1",
            List.of(Ipv4Prefix.parse("10.0.0.0/16")),
            List.of(only),
            List.of(new VpcConfiguration.SecurityGroup("sg-0a", "default", Map.of())),
            name -> Optional.of(InstanceTypeLimits.nitro(name, M5_LARGE, 2)),
            Latencies.TYPICAL);
    return new SimulatedEc2(configuration, clock, 1);
  }

  /// Runs the m5.large.
  static Instance run(SimulatedEc2 ec2) {
    return ec2.runInstance(
        new Launch(ec2.newInstanceId(), "m5.large", SUBNET, List.of(), Map.of()));
  }
}
