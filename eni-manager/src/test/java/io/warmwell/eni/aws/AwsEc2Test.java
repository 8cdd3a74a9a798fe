package io.warmwell.eni.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the adapter asks EC2 and how it reads the answers.
final class AwsEc2Test {
  private static final EniId ENI = new EniId("eni-1");
  private static final SubnetId SUBNET = new SubnetId("subnet-1");

  private final ScriptedEc2 server = new ScriptedEc2();
  private final AwsEc2 ec2 = server.client();

  @AfterEach
  void close() {
    ec2.close();
    server.close();
  }

  @Test
  void anInterfaceIsReadWhole() {
    server.answers("DescribeNetworkInterfaces", set(attachedInterface("eni-1", 1)));

    var eni = ec2.describe(ENI);

    assertThat(eni)
        .isEqualTo(
            new Interface(
                ENI,
                Interface.Type.INTERFACE,
                MacAddress.parse("02:00:00:00:00:01"),
                SUBNET,
                Ipv4Address.parse("10.0.0.10"),
                List.of(Ipv4Address.parse("10.0.0.11")),
                List.of(Ipv4Prefix.parse("10.0.0.32/28")),
                List.of(),
                List.of("sg-1"),
                Map.of("team", "a"),
                new Attachment.To("eni-attach-1", "i-1", 1, 0, Attachment.Status.ATTACHED, true)));
    assertThat(server.requests())
        .containsExactly(
            Map.of("Action", "DescribeNetworkInterfaces", "NetworkInterfaceId.1", "eni-1"));
    assertThat(server.userAgents().getFirst()).endsWith("warmwell/test");
  }

  @Test
  void theTypeOfAnInterfaceIsRead() {
    for (var type : List.of("trunk", "efa", "lambda")) {
      server.answers(
          "DescribeNetworkInterfaces",
          set(attachedInterface("eni-1", 1) + "<interfaceType>" + type + "</interfaceType>"));
    }

    assertThat(ec2.describe(ENI).type()).isEqualTo(Interface.Type.TRUNK);
    assertThat(ec2.describe(ENI).type()).isEqualTo(Interface.Type.EFA);
    assertThat(ec2.describe(ENI).type()).isEqualTo(Interface.Type.OTHER);
  }

  @Test
  void theInterfacesOfAnInstanceAreAskedForTwiceAndPageByPage() {
    server
        .answers(
            "DescribeNetworkInterfaces",
            set(attachedInterface("eni-1", 0)) + "<nextToken>page-2</nextToken>")
        .answers("DescribeNetworkInterfaces", set(attachedInterface("eni-2", 1)))
        .answers("DescribeNetworkInterfaces", set(availableInterface("eni-3")));

    var interfaces = ec2.interfacesOf("i-1");

    assertThat(interfaces)
        .extracting(eni -> eni.id().value())
        .containsExactly("eni-1", "eni-2", "eni-3");
    assertThat(interfaces.getLast().attachment()).isEqualTo(new Attachment.None());
    var attached =
        Map.of(
            "Action", "DescribeNetworkInterfaces",
            "MaxResults", "1000",
            "Filter.1.Name", "attachment.instance-id",
            "Filter.1.Value.1", "i-1");
    var secondPage = new TreeMap<>(attached);
    secondPage.put("NextToken", "page-2");
    var orphaned =
        Map.of(
            "Action", "DescribeNetworkInterfaces",
            "MaxResults", "1000",
            "Filter.1.Name", "tag:node.k8s.amazonaws.com/instance_id",
            "Filter.1.Value.1", "i-1",
            "Filter.2.Name", "status",
            "Filter.2.Value.1", "available");
    assertThat(server.requests()).containsExactly(attached, secondPage, orphaned);
  }

  @Test
  void anInterfaceWithoutIpv4IsNotOurs() {
    server
        .answers(
            "DescribeNetworkInterfaces",
            set("<networkInterfaceId>eni-9</networkInterfaceId><status>in-use</status>"))
        .answers("DescribeNetworkInterfaces", set(""));

    var interfaces = ec2.interfacesOf("i-1");

    assertThat(interfaces).isEmpty();
  }

  @Test
  void anInterfaceIsBornWithItsPrefixesAndTags() {
    server.answers(
        "CreateNetworkInterface",
        "<networkInterface>" + availableInterface("eni-1") + "</networkInterface>");

    var created =
        ec2.create(
            new NewInterface(
                SUBNET,
                List.of("sg-1", "sg-2"),
                new NewInterface.Content.Prefixes(3),
                "aws-K8S-i-1",
                Map.of("b", "2", "a", "1"),
                "token-1"));

    assertThat(created.id()).isEqualTo(ENI);
    assertThat(server.requests())
        .containsExactly(
            Map.ofEntries(
                Map.entry("Action", "CreateNetworkInterface"),
                Map.entry("SubnetId", "subnet-1"),
                Map.entry("SecurityGroupId.1", "sg-1"),
                Map.entry("SecurityGroupId.2", "sg-2"),
                Map.entry("Ipv4PrefixCount", "3"),
                Map.entry("Description", "aws-K8S-i-1"),
                Map.entry("ClientToken", "token-1"),
                Map.entry("TagSpecification.1.ResourceType", "network-interface"),
                Map.entry("TagSpecification.1.Tag.1.Key", "a"),
                Map.entry("TagSpecification.1.Tag.1.Value", "1"),
                Map.entry("TagSpecification.1.Tag.2.Key", "b"),
                Map.entry("TagSpecification.1.Tag.2.Value", "2")));
  }

  @Test
  void anInterfaceIsBornWithItsAddresses() {
    server.answers(
        "CreateNetworkInterface",
        "<networkInterface>" + availableInterface("eni-1") + "</networkInterface>");

    ec2.create(
        new NewInterface(
            SUBNET, List.of(), new NewInterface.Content.Addresses(9), "d", Map.of(), "t"));

    assertThat(server.requests())
        .containsExactly(
            Map.of(
                "Action", "CreateNetworkInterface",
                "SubnetId", "subnet-1",
                "SecondaryPrivateIpAddressCount", "9",
                "Description", "d",
                "ClientToken", "t"));
  }

  @Test
  void theCallsOfALifeAreEc2s() {
    server
        .answers("AttachNetworkInterface", "<attachmentId>eni-attach-1</attachmentId>")
        .answers("ModifyNetworkInterfaceAttribute", "<return>true</return>")
        .answers("CreateTags", "<return>true</return>")
        .answers("DetachNetworkInterface", "<return>true</return>")
        .answers("DeleteNetworkInterface", "<return>true</return>");

    var attachment = ec2.attach(ENI, "i-1", 2);
    ec2.deleteOnTermination(ENI, attachment);
    ec2.tag(ENI, Map.of("k", "v"));
    ec2.detach(attachment);
    ec2.delete(ENI);

    assertThat(server.requests())
        .containsExactly(
            Map.of(
                "Action", "AttachNetworkInterface",
                "NetworkInterfaceId", "eni-1",
                "InstanceId", "i-1",
                "DeviceIndex", "2"),
            Map.of(
                "Action", "ModifyNetworkInterfaceAttribute",
                "NetworkInterfaceId", "eni-1",
                "Attachment.AttachmentId", "eni-attach-1",
                "Attachment.DeleteOnTermination", "true"),
            Map.of(
                "Action",
                "CreateTags",
                "ResourceId.1",
                "eni-1",
                "Tag.1.Key",
                "k",
                "Tag.1.Value",
                "v"),
            Map.of("Action", "DetachNetworkInterface", "AttachmentId", "eni-attach-1"),
            Map.of("Action", "DeleteNetworkInterface", "NetworkInterfaceId", "eni-1"));
  }

  @Test
  void assignmentReturnsWhatIsNew() {
    server
        .answers(
            "AssignPrivateIpAddresses",
            """
            <assignedPrivateIpAddressesSet>
              <item><privateIpAddress>10.0.0.9</privateIpAddress></item>
              <item><privateIpAddress>10.0.0.8</privateIpAddress></item>
            </assignedPrivateIpAddressesSet>""")
        .answers(
            "AssignPrivateIpAddresses",
            """
            <assignedIpv4PrefixSet>
              <item><ipv4Prefix>10.0.0.16/28</ipv4Prefix></item>
            </assignedIpv4PrefixSet>""");

    var addresses = ec2.assignAddresses(ENI, 2);
    var prefixes = ec2.assignPrefixes(ENI, 1);

    assertThat(addresses)
        .containsExactly(Ipv4Address.parse("10.0.0.8"), Ipv4Address.parse("10.0.0.9"));
    assertThat(prefixes).containsExactly(Ipv4Prefix.parse("10.0.0.16/28"));
    assertThat(server.requests())
        .containsExactly(
            Map.of(
                "Action", "AssignPrivateIpAddresses",
                "NetworkInterfaceId", "eni-1",
                "SecondaryPrivateIpAddressCount", "2"),
            Map.of(
                "Action", "AssignPrivateIpAddresses",
                "NetworkInterfaceId", "eni-1",
                "Ipv4PrefixCount", "1"));
  }

  @Test
  void addressesAndPrefixesAreGivenBackInOneCall() {
    server.answers("UnassignPrivateIpAddresses", "<return>true</return>");

    ec2.unassign(ENI, List.of(Ipv4Prefix.parse("10.0.0.16/28"), Ipv4Prefix.parse("10.0.0.9/32")));

    assertThat(server.requests())
        .containsExactly(
            Map.of(
                "Action", "UnassignPrivateIpAddresses",
                "NetworkInterfaceId", "eni-1",
                "PrivateIpAddress.1", "10.0.0.9",
                "Ipv4Prefix.1", "10.0.0.16/28"));
  }

  @Test
  void limitsAreThoseOfTheDefaultNetworkCard() {
    server.answers(
        "DescribeInstanceTypes",
        """
        <instanceTypeSet><item><instanceType>p5.48xlarge</instanceType><networkInfo>
          <maximumNetworkInterfaces>64</maximumNetworkInterfaces>
          <defaultNetworkCardIndex>0</defaultNetworkCardIndex>
          <ipv4AddressesPerInterface>50</ipv4AddressesPerInterface>
          <networkCards>
            <item><networkCardIndex>1</networkCardIndex>
              <maximumNetworkInterfaces>3</maximumNetworkInterfaces></item>
            <item><networkCardIndex>0</networkCardIndex>
              <maximumNetworkInterfaces>2</maximumNetworkInterfaces></item>
          </networkCards>
        </networkInfo></item></instanceTypeSet>""");

    var limits = ec2.limits("p5.48xlarge");

    assertThat(limits).isEqualTo(new InterfaceLimits(2, 50));
    assertThat(server.requests())
        .containsExactly(
            Map.of("Action", "DescribeInstanceTypes", "InstanceType.1", "p5.48xlarge"));
  }

  @Test
  void theEnvironmentNamesTheEndpoint() throws IOException, InterruptedException {
    server.answers("DeleteNetworkInterface", "<return>true</return>");

    var process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            AwsEc2Caller.class.getName(),
            "eni-7");
    process
        .environment()
        .putAll(
            Map.of(
                "AWS_ENDPOINT_URL_EC2", server.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test"));
    var ended = process.redirectErrorStream(true).start();
    var output = new String(ended.getInputStream().readAllBytes(), UTF_8);

    assertThat(ended.waitFor()).describedAs(output).isZero();
    assertThat(server.requests())
        .containsExactly(Map.of("Action", "DeleteNetworkInterface", "NetworkInterfaceId", "eni-7"));
  }

  private static String set(String item) {
    return item.isEmpty()
        ? "<networkInterfaceSet/>"
        : "<networkInterfaceSet><item>" + item + "</item></networkInterfaceSet>";
  }

  private static String availableInterface(String id) {
    return """
    <networkInterfaceId>%s</networkInterfaceId><subnetId>subnet-1</subnetId>
    <status>available</status>
    <macAddress>02:00:00:00:00:01</macAddress><privateIpAddress>10.0.0.10</privateIpAddress>
    <privateIpAddressesSet>
      <item><privateIpAddress>10.0.0.10</privateIpAddress><primary>true</primary></item>
      <item><privateIpAddress>10.0.0.11</privateIpAddress><primary>false</primary></item>
    </privateIpAddressesSet>
    <ipv4PrefixSet><item><ipv4Prefix>10.0.0.32/28</ipv4Prefix></item></ipv4PrefixSet>
    <groupSet><item><groupId>sg-1</groupId><groupName>one</groupName></item></groupSet>
    <tagSet><item><key>team</key><value>a</value></item></tagSet>"""
        .formatted(id);
  }

  private static String attachedInterface(String id, int deviceIndex) {
    return availableInterface(id)
        + """
        <attachment><attachmentId>eni-attach-1</attachmentId><instanceId>i-1</instanceId>
        <deviceIndex>%d</deviceIndex><networkCardIndex>0</networkCardIndex>
        <status>attached</status><deleteOnTermination>true</deleteOnTermination></attachment>"""
            .formatted(deviceIndex);
  }
}
