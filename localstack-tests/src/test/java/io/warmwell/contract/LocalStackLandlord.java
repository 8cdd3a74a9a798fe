package io.warmwell.contract;

import io.warmwell.eni.Pause;
import io.warmwell.eni.aws.AwsEc2;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceCreationType;
import software.amazon.awssdk.services.ec2.model.Tag;

/// LocalStack through the AWS SDK and HTTP. Every test gets an account of its own with a VPC and an
/// instance; they go with LocalStack's memory.
final class LocalStackLandlord implements WireLandlord {
  private static final Ipv4Prefix ROOMY = Ipv4Prefix.parse("10.0.0.0/20");
  private static final Ipv4Prefix CRAMPED = Ipv4Prefix.parse("10.0.16.0/27");
  private static final Ipv4Prefix ELSEWHERE = Ipv4Prefix.parse("10.0.32.0/24");
  private static final String OTHER_ZONE = LocalStack.ZONE.replaceFirst(".$", "b");

  /// It takes any.
  private static final String IMAGE = "ami-0123456789abcdef0";

  /// Nothing in LocalStack takes time.
  private static final Pause NO_PAUSE = _ -> {};

  private final Ec2Client client;
  private final AwsEc2 ec2;
  private final Divergences divergences;

  /// @param client a client of LocalStack's, see [LocalStack#client]; closed with this
  LocalStackLandlord(Ec2Client client, Divergences divergences) {
    this.client = client;
    this.ec2 = new AwsEc2(client);
    this.divergences = divergences;
  }

  @Override
  public Premises premises() {
    var vpc =
        client.createVpc(it -> it.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true)).vpc();
    var ipv6 =
        vpc.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlock().replaceFirst("/56$", "/64");
    var roomy =
        client
            .createSubnet(
                it ->
                    it.vpcId(vpc.vpcId())
                        .cidrBlock(ROOMY.toString())
                        .ipv6CidrBlock(ipv6)
                        .availabilityZone(LocalStack.ZONE))
            .subnet()
            .subnetId();
    var cramped =
        client
            .createSubnet(
                it ->
                    it.vpcId(vpc.vpcId())
                        .cidrBlock(CRAMPED.toString())
                        .availabilityZone(LocalStack.ZONE))
            .subnet()
            .subnetId();
    var group =
        client
            .createSecurityGroup(
                it -> it.vpcId(vpc.vpcId()).groupName("pods").description("of a contract"))
            .groupId();
    client.createTags(
        it -> it.resources(group).tags(Tag.builder().key("team").value("pods").build()));
    client.createSubnet(
        it -> it.vpcId(vpc.vpcId()).cidrBlock(ELSEWHERE.toString()).availabilityZone(OTHER_ZONE));
    var instance = runInstance(roomy);
    return new Premises(
        ec2,
        instance.instanceId(),
        new EniId(instance.networkInterfaces().getFirst().networkInterfaceId()),
        trunk(roomy),
        new SubnetId(roomy),
        ROOMY,
        Ipv6Prefix.parse(ipv6),
        new SubnetId(cramped),
        vpc.vpcId(),
        LocalStack.ZONE,
        group,
        () -> client.terminateInstances(it -> it.instanceIds(instance.instanceId())),
        NO_PAUSE);
  }

  @Override
  public Ec2Client client() {
    return client;
  }

  @Override
  public Divergences divergences() {
    return divergences;
  }

  @Override
  public void close() {
    ec2.close();
  }

  private software.amazon.awssdk.services.ec2.model.Instance runInstance(String subnet) {
    return client
        .runInstances(
            it ->
                it.imageId(IMAGE)
                    .minCount(1)
                    .maxCount(1)
                    .instanceType(InstanceType.M5_LARGE)
                    .subnetId(subnet))
        .instances()
        .getFirst();
  }

  private EniId trunk(String subnet) {
    return new EniId(
        client
            .createNetworkInterface(
                it -> it.subnetId(subnet).interfaceType(NetworkInterfaceCreationType.TRUNK))
            .networkInterface()
            .networkInterfaceId());
  }
}
