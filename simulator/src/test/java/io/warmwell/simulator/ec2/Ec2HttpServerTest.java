package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.aws.AwsEc2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Drives every action through the real AWS SDK.
final class Ec2HttpServerTest {
  private static final String SUBNET = TestWorld.SUBNET.value();

  private final TestWorld world = TestWorld.prompt(1);
  private final Ec2HttpServer server =
      new Ec2HttpServer(world.ec2(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final Ec2Client client =
      AwsEc2.clientBuilder("eu-central-1", "test")
          .endpointOverride(endpoint())
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
          .build();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void anInterfaceHasTheTypeThatWasAskedFor() {
    var ordinary = client.createNetworkInterface(request -> request.subnetId(SUBNET));
    var trunk =
        client.createNetworkInterface(request -> request.subnetId(SUBNET).interfaceType("trunk"));

    assertThat(ordinary.networkInterface().interfaceTypeAsString()).isEqualTo("interface");
    assertThat(trunk.networkInterface().interfaceTypeAsString()).isEqualTo("trunk");
    assertThatThrownBy(
            () ->
                client.createNetworkInterface(
                    request -> request.subnetId(SUBNET).interfaceType("branch")))
        .hasMessageContaining("no interfaces of type branch");
  }

  @Test
  void anInterfaceLivesItsWholeLife() {
    var instance = world.launch(TestWorld.TYPE);
    var created =
        client
            .createNetworkInterface(
                request ->
                    request
                        .subnetId(SUBNET)
                        .secondaryPrivateIpAddressCount(2)
                        .groups("sg-0b")
                        .description("for <pods> & more")
                        .clientToken("token-1")
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.NETWORK_INTERFACE)
                                .tags(tag("a", "1"))
                                .build()))
            .networkInterface();
    var id = created.networkInterfaceId();
    var attachment =
        client
            .attachNetworkInterface(
                request -> request.networkInterfaceId(id).instanceId(instance.id()).deviceIndex(1))
            .attachmentId();
    client.modifyNetworkInterfaceAttribute(
        request ->
            request
                .networkInterfaceId(id)
                .attachment(change -> change.attachmentId(attachment).deleteOnTermination(true)));
    var described =
        client
            .describeNetworkInterfaces(request -> request.networkInterfaceIds(id))
            .networkInterfaces()
            .getFirst();
    client.detachNetworkInterface(request -> request.attachmentId(attachment).force(false));
    client.deleteNetworkInterface(request -> request.networkInterfaceId(id));

    assertThat(created.status()).isEqualTo(NetworkInterfaceStatus.AVAILABLE);
    assertThat(created.tagSet()).singleElement().returns("1", tag -> tag.value());
    assertThat(described.description()).isEqualTo("for <pods> & more");
    assertThat(described.privateIpAddresses()).hasSize(3);
    assertThat(described.groups()).singleElement().returns("pods", group -> group.groupName());
    assertThat(described.attachment().status()).isEqualTo(AttachmentStatus.ATTACHED);
    assertThat(described.attachment().deleteOnTermination()).isTrue();
    assertThat(described.attachment().deviceIndex()).isEqualTo(1);
    assertThat(world.ec2().interfaces())
        .singleElement()
        .returns(instance.primaryEni(), NetworkInterface::id);
  }

  @Test
  void addressesAndPrefixesComeAndGo() {
    var id = bare();
    var addresses =
        client
            .assignPrivateIpAddresses(
                request -> request.networkInterfaceId(id).secondaryPrivateIpAddressCount(2))
            .assignedPrivateIpAddresses();
    var prefixes =
        client
            .assignPrivateIpAddresses(request -> request.networkInterfaceId(id).ipv4PrefixCount(1))
            .assignedIpv4Prefixes();
    client.assignPrivateIpAddresses(
        request -> request.networkInterfaceId(id).ipv4Prefixes("10.0.15.0/28"));
    client.assignPrivateIpAddresses(
        request -> request.networkInterfaceId(id).privateIpAddresses("10.0.14.7"));
    client.unassignPrivateIpAddresses(
        request ->
            request
                .networkInterfaceId(id)
                .privateIpAddresses(addresses.getFirst().privateIpAddress())
                .ipv4Prefixes(prefixes.getFirst().ipv4Prefix()));
    var described =
        client
            .describeNetworkInterfaces(request -> request.networkInterfaceIds(id))
            .networkInterfaces()
            .getFirst();

    assertThat(addresses).hasSize(2);
    assertThat(prefixes).hasSize(1);
    assertThat(described.privateIpAddresses())
        .extracting(address -> address.privateIpAddress())
        .hasSize(3)
        .contains("10.0.14.7", addresses.getLast().privateIpAddress());
    assertThat(described.ipv4Prefixes())
        .singleElement()
        .returns("10.0.15.0/28", prefix -> prefix.ipv4Prefix());
  }

  @Test
  void creationTakesNamedAddressesAndPrefixes() {
    var withAddresses =
        client
            .createNetworkInterface(
                request ->
                    request
                        .subnetId(SUBNET)
                        .privateIpAddresses(address("10.0.9.9", true), address("10.0.9.10", false)))
            .networkInterface();
    var withPrefixes =
        client
            .createNetworkInterface(
                request ->
                    request
                        .subnetId(SUBNET)
                        .privateIpAddress("10.0.9.11")
                        .ipv4Prefixes(
                            Ipv4PrefixSpecificationRequest.builder()
                                .ipv4Prefix("10.0.8.16/28")
                                .build()))
            .networkInterface();
    var counted =
        client
            .createNetworkInterface(request -> request.subnetId(SUBNET).ipv4PrefixCount(2))
            .networkInterface();

    assertThat(withAddresses.privateIpAddress()).isEqualTo("10.0.9.9");
    assertThat(withAddresses.privateIpAddresses()).hasSize(2);
    assertThat(withPrefixes.privateIpAddress()).isEqualTo("10.0.9.11");
    assertThat(withPrefixes.ipv4Prefixes()).hasSize(1);
    assertThat(counted.ipv4Prefixes()).hasSize(2);
  }

  @Test
  void tagsAndAttributesChange() {
    var id = bare();
    client.createTags(request -> request.resources(id).tags(tag("a", "1"), tag("b", "2")));
    client.deleteTags(request -> request.resources(id).tags(Tag.builder().key("a").build()));
    client.modifyNetworkInterfaceAttribute(
        request -> request.networkInterfaceId(id).sourceDestCheck(check -> check.value(false)));
    client.modifyNetworkInterfaceAttribute(
        request -> request.networkInterfaceId(id).groups("sg-0a", "sg-0b"));
    client.modifyNetworkInterfaceAttribute(
        request -> request.networkInterfaceId(id).description(text -> text.value("new")));
    var described =
        client
            .describeNetworkInterfaces(request -> request.filters(filter("tag:b", "2")))
            .networkInterfaces();

    assertThat(described)
        .singleElement()
        .returns("new", eni -> eni.description())
        .returns(false, eni -> eni.sourceDestCheck())
        .returns(2, eni -> eni.groups().size())
        .returns(1, eni -> eni.tagSet().size());
  }

  @Test
  void callsTakeAsLongAsTheServerIsTold() {
    var each = Duration.ofMillis(50);
    server.delay(each);
    var before = System.nanoTime();

    client.describeSubnets(request -> request.maxResults(5));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(each);
  }

  @Test
  void everythingElseIsDescribed() {
    var instance = world.launch(TestWorld.TYPE);

    var instances =
        client.describeInstances(request -> request.instanceIds(instance.id())).reservations();
    var subnets = client.describeSubnets(request -> request.maxResults(5)).subnets();
    var groups =
        client
            .describeSecurityGroups(request -> request.filters(filter("tag:role", "po*")))
            .securityGroups();
    var type =
        client
            .describeInstanceTypes(request -> request.instanceTypesWithStrings(TestWorld.TYPE))
            .instanceTypes()
            .getFirst();

    assertThat(instances.getFirst().instances())
        .singleElement()
        .returns(instance.address().toString(), found -> found.privateIpAddress())
        .returns(1, found -> found.networkInterfaces().size());
    assertThat(subnets)
        .extracting(subnet -> subnet.availableIpAddressCount())
        .containsExactly(4096 - 5 - 1, 32 - 5, 256 - 5);
    assertThat(groups).singleElement().returns("sg-0b", group -> group.groupId());
    assertThat(type.networkInfo().ipv4AddressesPerInterface()).isEqualTo(10);
    assertThat(type.networkInfo().networkCards().getFirst().maximumNetworkInterfaces())
        .isEqualTo(3);
    assertThat(type.hypervisorAsString()).isEqualTo("nitro");
  }

  @Test
  void thePaginatorSeesEveryInterfaceOnce() {
    for (var i = 0; i < 13; i++) {
      bare();
    }

    var ids =
        client.describeNetworkInterfacesPaginator(request -> request.maxResults(5)).stream()
            .map(page -> page.networkInterfaces().size())
            .toList();

    assertThat(ids).containsExactly(5, 5, 3);
  }

  @Test
  void refusalsKeepTheirCodeMessageAndStatus() {
    assertThatThrownBy(
            () ->
                client.describeNetworkInterfaces(
                    request -> request.networkInterfaceIds("eni-0dead")))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode())
                  .isEqualTo("InvalidNetworkInterfaceID.NotFound");
              assertThat(e.awsErrorDetails().errorMessage())
                  .isEqualTo("The networkInterface ID 'eni-0dead' does not exist");
              assertThat(e.statusCode()).isEqualTo(400);
              assertThat(e.requestId()).isNotBlank();
            });
  }

  @Test
  void aDryRunChangesNothing() {
    assertThatThrownBy(
            () -> client.createNetworkInterface(request -> request.subnetId(SUBNET).dryRun(true)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("DryRunOperation"));
    assertThat(world.ec2().interfaces()).isEmpty();
  }

  @Test
  void whatTheSimulatorDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> client.describeVpcs())
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidAction"));
    assertThatThrownBy(
            () ->
                client.createNetworkInterface(
                    request -> request.subnetId(SUBNET).ipv6AddressCount(1)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownParameter"));
    assertThatThrownBy(
            () ->
                client.describeNetworkInterfaces(
                    request -> request.filters(filter("colour", "red"))))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue"));
  }

  /// The SDK's client over HttpURLConnection cannot read the body of a 401, so plain HTTP asks.
  @Test
  void anUnsignedRequestIsRefused() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(endpoint())
            .POST(BodyPublishers.ofString("Action=DescribeSubnets&Version=2016-11-15"))
            .build();

    try (var plain = HttpClient.newHttpClient()) {
      var reply = plain.send(request, BodyHandlers.ofString());

      assertThat(reply.statusCode()).isEqualTo(401);
      assertThat(reply.body())
          .contains("<Response><Errors><Error><Code>AuthFailure</Code><Message>");
    }
  }

  @Test
  void moreSocketsServeTheSameState() {
    server.alsoListen(
        ServerSockets.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    var first = server.address();

    var id = bare();

    assertThat(first.getPort()).isPositive();
    assertThat(world.ec2().interfaces()).extracting(eni -> eni.id().value()).isEqualTo(List.of(id));
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static software.amazon.awssdk.services.ec2.model.Filter filter(
      String name, String value) {
    return software.amazon.awssdk.services.ec2.model.Filter.builder()
        .name(name)
        .values(value)
        .build();
  }

  private static PrivateIpAddressSpecification address(String address, boolean primary) {
    return PrivateIpAddressSpecification.builder()
        .privateIpAddress(address)
        .primary(primary)
        .build();
  }

  private String bare() {
    return client
        .createNetworkInterface(request -> request.subnetId(SUBNET))
        .networkInterface()
        .networkInterfaceId();
  }

  private URI endpoint() {
    return URI.create("http://localhost:" + server.address().getPort());
  }
}
