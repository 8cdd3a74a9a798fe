package io.warmwell.contract;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.CreateInterface;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.Launch;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.VpcConfiguration;
import io.warmwell.simulator.ec2.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The premises in a simulated VPC, whose time a test moves.
///
/// Thread-safe: its clock is read by a server's threads.
final class SimulatedVpc implements InstantSource {
  static final String REGION = "eu-central-1";
  private static final String VPC = "vpc-0a";
  private static final String ZONE = "eu-central-1a";
  private static final SubnetId ROOMY = new SubnetId("subnet-0a");
  private static final Ipv4Prefix ROOMY_CIDR = Ipv4Prefix.parse("10.0.0.0/20");
  private static final Ipv6Prefix ROOMY_IPV6 = Ipv6Prefix.parse("2001:db8:0:1::/64");
  private static final SubnetId CRAMPED = new SubnetId("subnet-0b");
  private static final String SECURITY_GROUP = "sg-0b";
  private static final String TYPE = "m5.large";
  private static final long SEED = 1;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final SimulatedEc2 ec2 = new SimulatedEc2(configuration(), this, SEED);

  SimulatedEc2 ec2() {
    return ec2;
  }

  /// The premises, seen through a port to this EC2.
  Premises premises(Ec2 port) {
    var instance =
        ec2.runInstance(new Launch(ec2.newInstanceId(), TYPE, ROOMY, List.of(), Map.of()));
    var trunk =
        new CreateInterface(
            ROOMY,
            Interface.Type.TRUNK,
            new CreateInterface.Primary.Any(),
            Wanted.NOTHING,
            List.of(),
            "a trunk",
            Map.of(),
            "");
    return new Premises(
        port,
        instance.id(),
        instance.primaryEni(),
        ec2.createNetworkInterface(trunk).id(),
        ROOMY,
        ROOMY_CIDR,
        ROOMY_IPV6,
        CRAMPED,
        VPC,
        ZONE,
        SECURITY_GROUP,
        () -> ec2.terminateInstance(instance.id()),
        this::pass);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  private void pass(Duration length) {
    now.updateAndGet(before -> before.plus(length));
  }

  private static VpcConfiguration configuration() {
    return new VpcConfiguration(
        VPC,
        REGION,
        List.of(Ipv4Prefix.parse("10.0.0.0/16")),
        List.of(
            new VpcConfiguration.SubnetConfiguration(
                ROOMY, ROOMY_CIDR, Optional.of(ROOMY_IPV6), ZONE, Map.of()),
            new VpcConfiguration.SubnetConfiguration(
                CRAMPED, Ipv4Prefix.parse("10.0.16.0/27"), ZONE, Map.of()),
            new VpcConfiguration.SubnetConfiguration(
                new SubnetId("subnet-0c"),
                Ipv4Prefix.parse("10.0.32.0/24"),
                "eu-central-1b",
                Map.of())),
        List.of(
            new VpcConfiguration.SecurityGroup("sg-0a", "default", Map.of()),
            new VpcConfiguration.SecurityGroup(SECURITY_GROUP, "pods", Map.of("team", "pods"))),
        SimulatedVpc::type,
        Latencies.TYPICAL);
  }

  private static Optional<InstanceTypeLimits> type(String name) {
    return name.equals(TYPE)
        ? Optional.of(InstanceTypeLimits.nitro(TYPE, new InterfaceLimits(3, 10), 2))
        : Optional.empty();
  }
}
