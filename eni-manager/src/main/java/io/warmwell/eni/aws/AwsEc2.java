package io.warmwell.eni.aws;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Subnet;
import io.warmwell.eni.Unattached;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignedPrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/// EC2 itself, through the AWS SDK for Java.
///
/// Thread-safe. Nothing is retried here, and the SDK's own retries are off: who wants another
/// attempt wraps this in another [Ec2]. A call without a readable answer is
/// [ambiguous][Ec2Failure.Ambiguous]. Interfaces are attached to the default network card only.
///
/// Credentials come from the SDK's default chain: environment, system properties, profile,
/// container, instance metadata.
public final class AwsEc2 implements Ec2, AutoCloseable {
  private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(3);
  private static final Duration READ_TIME_MAX = Duration.ofSeconds(15);

  /// EC2 answers CreateNetworkInterface within 1 to 3 s on a good day.
  private static final Duration CALL_TIME_MAX = Duration.ofSeconds(20);

  private final Ec2Client client;

  /// @param client built by [#clientBuilder], closed by [#close]
  public AwsEc2(Ec2Client client) {
    this.client = client;
  }

  /// Connects to the EC2 of a region, or to the endpoint that the environment variable
  /// `AWS_ENDPOINT_URL_EC2` names.
  ///
  /// @param userAgent who calls, for EC2's logs, for example `warmwell/0.1.0`
  public static AwsEc2 connect(String region, String userAgent) {
    return new AwsEc2(clientBuilder(region, userAgent).build());
  }

  /// The SDK's client with our time limits and without retries, for callers that need another
  /// endpoint or other credentials.
  public static Ec2ClientBuilder clientBuilder(String region, String userAgent) {
    return Ec2Client.builder()
        .region(Region.of(region))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIME_MAX)
                .socketTimeout(READ_TIME_MAX))
        .overrideConfiguration(
            options ->
                options
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallTimeout(CALL_TIME_MAX)
                    .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, userAgent));
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    var attached =
        interfacesWith(instanceId, Requests.filter("attachment.instance-id", instanceId));
    var orphaned =
        interfacesWith(
            instanceId,
            Requests.filter("tag:" + Interface.INSTANCE_TAG, instanceId),
            Requests.filter("status", "available"));
    // In this order an interface whose detachment ends between the two calls is in both answers,
    // not in neither; the later answer counts.
    var byId = new LinkedHashMap<EniId, Interface>();
    attached.forEach(eni -> byId.put(eni.id(), eni));
    orphaned.forEach(eni -> byId.put(eni.id(), eni));
    return List.copyOf(byId.values());
  }

  @Override
  public Interface describe(EniId eni) {
    var action = "DescribeNetworkInterfaces";
    var subject = "eni=" + eni;
    var answer =
        Calls.call(
            action,
            subject,
            () ->
                client.describeNetworkInterfaces(
                    request -> request.networkInterfaceIds(eni.value())));
    return answer.networkInterfaces().stream()
        .flatMap(described -> Answers.readInterface(described).stream())
        .findFirst()
        .orElseThrow(() -> Calls.absent(action, subject, "InvalidNetworkInterfaceID.NotFound"));
  }

  @Override
  public Interface create(NewInterface request) {
    var action = "CreateNetworkInterface";
    var subject = "subnet=" + request.subnet() + " client-token=" + request.clientToken();
    var answer =
        Calls.call(action, subject, () -> client.createNetworkInterface(Requests.create(request)));
    var created = answer.networkInterface();
    return Answers.readInterface(created)
        .orElseThrow(
            () ->
                new Ec2Exception(
                    action,
                    subject,
                    new Ec2Failure.Invalid(
                        "NoIpv4Address",
                        created.networkInterfaceId()
                            + " was created without an IPv4 address; use a subnet with IPv4")));
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return Calls.call(
        "AttachNetworkInterface",
        "eni=" + eni + " instance=" + instanceId + " device=" + deviceIndex,
        () ->
            client
                .attachNetworkInterface(
                    request ->
                        request
                            .networkInterfaceId(eni.value())
                            .instanceId(instanceId)
                            .deviceIndex(deviceIndex))
                .attachmentId());
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    Calls.call(
        "ModifyNetworkInterfaceAttribute",
        "eni=" + eni + " attachment=" + attachmentId + " delete-on-termination=true",
        () ->
            client.modifyNetworkInterfaceAttribute(
                request ->
                    request
                        .networkInterfaceId(eni.value())
                        .attachment(
                            change ->
                                change.attachmentId(attachmentId).deleteOnTermination(true))));
  }

  @Override
  public void detach(String attachmentId) {
    Calls.call(
        "DetachNetworkInterface",
        "attachment=" + attachmentId,
        () -> client.detachNetworkInterface(request -> request.attachmentId(attachmentId)));
  }

  @Override
  public void delete(EniId eni) {
    Calls.call(
        "DeleteNetworkInterface",
        "eni=" + eni,
        () -> client.deleteNetworkInterface(request -> request.networkInterfaceId(eni.value())));
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return assign(
            eni, "addresses=" + count, request -> request.secondaryPrivateIpAddressCount(count))
        .assignedPrivateIpAddresses()
        .stream()
        .map(AssignedPrivateIpAddress::privateIpAddress)
        .map(Ipv4Address::parse)
        .sorted()
        .toList();
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    return assign(eni, "prefixes=" + count, request -> request.ipv4PrefixCount(count))
        .assignedIpv4Prefixes()
        .stream()
        .map(Ipv4PrefixSpecification::ipv4Prefix)
        .map(Ipv4Prefix::parse)
        .sorted()
        .toList();
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    assign(eni, "blocks=" + blocks, request -> Requests.name(blocks, request));
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    Calls.call(
        "UnassignPrivateIpAddresses",
        "eni=" + eni + " blocks=" + blocks,
        () -> client.unassignPrivateIpAddresses(Requests.unassign(eni, blocks)));
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    Calls.call(
        "AssignIpv6Addresses",
        "eni=" + eni + " prefix=" + prefix,
        () ->
            client.assignIpv6Addresses(
                request ->
                    request.networkInterfaceId(eni.value()).ipv6Prefixes(prefix.toString())));
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    var action = "AssignIpv6Addresses";
    var subject = "eni=" + eni + " prefixes=1";
    var answer =
        Calls.call(
            action,
            subject,
            () ->
                client.assignIpv6Addresses(
                    request -> request.networkInterfaceId(eni.value()).ipv6PrefixCount(1)));
    return answer.assignedIpv6Prefixes().stream()
        .map(Ipv6Prefix::parse)
        .findFirst()
        .orElseThrow(() -> Calls.absent(action, subject, "NoIpv6Prefix"));
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    Calls.call(
        "CreateTags",
        "eni=" + eni + " keys=" + tags.keySet(),
        () ->
            client.createTags(request -> request.resources(eni.value()).tags(Requests.tags(tags))));
  }

  @Override
  public Subnet subnet(SubnetId id) {
    var action = "DescribeSubnets";
    var subject = "subnet=" + id;
    var answer =
        Calls.call(
            action,
            subject,
            () -> client.describeSubnets(request -> request.subnetIds(id.value())));
    return answer.subnets().stream()
        .findFirst()
        .map(Answers::readSubnet)
        .orElseThrow(() -> Calls.absent(action, subject, "InvalidSubnetID.NotFound"));
  }

  @Override
  public List<Subnet> subnets(String vpcId, String availabilityZone) {
    return Calls.call(
        "DescribeSubnets",
        "vpc=" + vpcId + " zone=" + availabilityZone,
        () ->
            client
                .describeSubnetsPaginator(
                    request ->
                        request.filters(
                            Requests.filter("vpc-id", vpcId),
                            Requests.filter("availability-zone", availabilityZone)))
                .subnets()
                .stream()
                .map(Answers::readSubnet)
                .toList());
  }

  @Override
  public List<String> securityGroups(String vpcId, Map<String, String> tags) {
    return Calls.call(
        "DescribeSecurityGroups",
        "vpc=" + vpcId + " tags=" + tags,
        () ->
            client
                .describeSecurityGroupsPaginator(
                    request -> request.filters(Requests.groupFilters(vpcId, tags)))
                .securityGroups()
                .stream()
                .map(SecurityGroup::groupId)
                .sorted()
                .toList());
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    Calls.call(
        "ModifyNetworkInterfaceAttribute",
        "eni=" + eni + " groups=" + securityGroups,
        () ->
            client.modifyNetworkInterfaceAttribute(
                request -> request.networkInterfaceId(eni.value()).groups(securityGroups)));
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    var action = "DescribeInstanceTypes";
    var subject = "instance-type=" + instanceType;
    var answer =
        Calls.call(
            action,
            subject,
            () ->
                client.describeInstanceTypes(
                    request -> request.instanceTypesWithStrings(instanceType)));
    return answer.instanceTypes().stream()
        .findFirst()
        .map(Answers::readLimits)
        .orElseThrow(() -> Calls.absent(action, subject, "InvalidInstanceType"));
  }

  @Override
  public List<Unattached> unattached(String vpcId, String cluster) {
    return Calls.call(
        "DescribeNetworkInterfaces",
        "vpc=" + vpcId + " cluster=" + cluster + " status=available",
        () ->
            client
                .describeNetworkInterfacesPaginator(Requests.unattached(vpcId, cluster))
                .networkInterfaces()
                .stream()
                .map(Answers::readUnattached)
                .toList());
  }

  @Override
  public Set<String> existingInstances(Set<String> ids) {
    var existing = new TreeSet<String>();
    for (var some : Requests.filterable(ids)) {
      existing.addAll(
          Calls.call(
              "DescribeInstances",
              "instances=" + some.size(),
              () ->
                  client
                      .describeInstancesPaginator(Requests.instances(some))
                      .reservations()
                      .stream()
                      .flatMap(Answers::readExisting)
                      .toList()));
    }
    return existing;
  }

  /// Closes the SDK's client.
  @Override
  public void close() {
    client.close();
  }

  private List<Interface> interfacesWith(String instanceId, Filter... filters) {
    return Calls.call(
        "DescribeNetworkInterfaces",
        "instance=" + instanceId,
        () ->
            client
                .describeNetworkInterfacesPaginator(
                    request -> request.filters(filters).maxResults(Requests.RESULTS_PER_PAGE))
                .networkInterfaces()
                .stream()
                .flatMap(described -> Answers.readInterface(described).stream())
                .toList());
  }

  private AssignPrivateIpAddressesResponse assign(
      EniId eni, String what, Consumer<AssignPrivateIpAddressesRequest.Builder> content) {
    return Calls.call(
        "AssignPrivateIpAddresses",
        "eni=" + eni + " " + what,
        () ->
            client.assignPrivateIpAddresses(
                request -> content.accept(request.networkInterfaceId(eni.value()))));
  }
}
