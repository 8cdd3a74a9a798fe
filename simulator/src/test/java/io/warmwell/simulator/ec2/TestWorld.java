package io.warmwell.simulator.ec2;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A VPC with two zones and three subnets, a clock that a test moves, and a record of what the
/// network heard. Owned by the test's thread, but for the record.
final class TestWorld implements InstantSource, VpcListener {
  static final SubnetId SUBNET = new SubnetId("subnet-0a");
  static final SubnetId TINY = new SubnetId("subnet-0b");
  static final SubnetId OTHER_ZONE = new SubnetId("subnet-0c");
  static final String TYPE = "m5.large";
  static final String SMALL_TYPE = "t3.micro";
  static final String XEN_TYPE = "t2.medium";
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SimulatedEc2 ec2;
  private final List<String> heard = new ArrayList<>();
  private Instant now = START;

  TestWorld(long seed, Latencies latencies) {
    this.ec2 = new SimulatedEc2(configuration(latencies), this, seed);
    ec2.listen(this);
  }

  static TestWorld prompt(long seed) {
    return new TestWorld(seed, Latencies.NONE);
  }

  SimulatedEc2 ec2() {
    return ec2;
  }

  List<String> heard() {
    return List.copyOf(heard);
  }

  void pass(Duration duration) {
    now = now.plus(duration);
  }

  Instance launch(String type) {
    return ec2.runInstance(
        new Launch(ec2.newInstanceId(), type, SUBNET, List.of(), Map.of("Name", "node")));
  }

  EniId create(SubnetId subnet, Wanted wanted) {
    return ec2.createNetworkInterface(creation(subnet, wanted, "")).id();
  }

  static CreateInterface creation(SubnetId subnet, Wanted wanted, String clientToken) {
    return new CreateInterface(
        subnet,
        new CreateInterface.Primary.Any(),
        wanted,
        List.of(),
        "of a test",
        Map.of(),
        clientToken);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void attached(String instanceId, Interface attached, int deviceIndex) {
    heard.add("attached " + attached.id() + " device " + deviceIndex);
  }

  @Override
  public void detached(String instanceId, EniId eni) {
    heard.add("detached " + eni);
  }

  @Override
  public void assigned(EniId eni, Ipv4Prefix block) {
    heard.add("assigned " + block + " to " + eni);
  }

  @Override
  public void unassigned(EniId eni, Ipv4Prefix block) {
    heard.add("unassigned " + block + " from " + eni);
  }

  private static VpcConfiguration configuration(Latencies latencies) {
    return new VpcConfiguration(
        "vpc-0a",
        "eu-central-1",
        List.of(Ipv4Prefix.parse("10.0.0.0/16"), Ipv4Prefix.parse("100.64.0.0/16")),
        List.of(
            subnet(SUBNET, "10.0.0.0/20", "eu-central-1a"),
            subnet(TINY, "10.0.16.0/27", "eu-central-1a"),
            subnet(OTHER_ZONE, "100.64.0.0/24", "eu-central-1b")),
        List.of(
            new SecurityGroup("sg-0a", "default", Map.of()),
            new SecurityGroup("sg-0b", "pods", Map.of("role", "pods"))),
        name -> Optional.ofNullable(TYPES.get(name)),
        latencies);
  }

  private static final Map<String, InstanceTypeLimits> TYPES =
      Map.of(
          TYPE, InstanceTypeLimits.nitro(TYPE, new InterfaceLimits(3, 10), 2),
          SMALL_TYPE, InstanceTypeLimits.nitro(SMALL_TYPE, new InterfaceLimits(2, 2), 2),
          XEN_TYPE,
              new InstanceTypeLimits(
                  XEN_TYPE, new InterfaceLimits(3, 6), List.of(3), 0, "xen", false, 2));

  private static SubnetConfiguration subnet(SubnetId id, String cidr, String zone) {
    return new SubnetConfiguration(id, Ipv4Prefix.parse(cidr), zone, Map.of("Name", id.value()));
  }
}
