package io.warmwell.simulator.ec2;

import io.warmwell.simulator.ec2.AttributeChange.DeleteOnTermination;
import io.warmwell.simulator.ec2.AttributeChange.Description;
import io.warmwell.simulator.ec2.AttributeChange.SecurityGroups;
import io.warmwell.simulator.ec2.AttributeChange.SourceDestCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// EC2's query API, version 2016-11-15: reads a request's parameters, calls the state machine,
/// writes the reply. Thread-safe because [SimulatedEc2] is; it has no state of its own.
///
/// Source: EC2 API reference. Parameters that EC2 knows and the simulator does not are refused like
/// misspelt ones, so that nothing is ignored in silence.
final class QueryApi {
  /// The one version of the API that is spoken.
  static final String VERSION = "2016-11-15";

  private final SimulatedEc2 ec2;
  private final RolePolicy policy;
  private final Replies replies;

  QueryApi(SimulatedEc2 ec2, RolePolicy policy) {
    this.ec2 = ec2;
    this.policy = policy;
    this.replies = new Replies(ec2.configuration());
  }

  /// Answers a form-encoded request.
  ///
  /// @throws RefusedException if EC2 would refuse it
  String answer(String form, String requestId) {
    var query = QueryParameters.parse(form);
    var action = Action.parse(query.text("Action"));
    var version = query.text("Version");
    if (!version.equals(VERSION)) {
      throw new RefusedException(
          "NoSuchVersion", "The requested version (" + version + ") does not exist");
    }
    if (!action.hasDryRun() && query.peek("DryRun").isPresent()) {
      throw Refusals.unknownParameter("DryRun");
    }
    policy.require(action, query);
    var reply = carryOut(action, query);
    return new Xml()
        .nest(
            action.ec2Name() + "Response",
            " xmlns=\"http://ec2.amazonaws.com/doc/" + VERSION + "/\"",
            xml -> reply.accept(xml.put("requestId", requestId)))
        .toString();
  }

  private Consumer<Xml> carryOut(Action action, QueryParameters query) {
    return switch (action) {
      case ASSIGN_IPV6_ADDRESSES -> assignIpv6(query);
      case ASSIGN_PRIVATE_IP_ADDRESSES -> assign(query);
      case ATTACH_NETWORK_INTERFACE -> attach(query);
      case CREATE_NETWORK_INTERFACE -> create(query);
      case CREATE_TAGS -> createTags(query);
      case DELETE_NETWORK_INTERFACE -> delete(query);
      case DELETE_TAGS -> deleteTags(query);
      case DESCRIBE_INSTANCE_TYPES -> describeInstanceTypes(query);
      case DESCRIBE_INSTANCES -> describeInstances(query);
      case DESCRIBE_NETWORK_INTERFACES -> describeNetworkInterfaces(query);
      case DESCRIBE_SECURITY_GROUPS -> describeSecurityGroups(query);
      case DESCRIBE_SUBNETS -> describeSubnets(query);
      case DETACH_NETWORK_INTERFACE -> detach(query);
      case MODIFY_NETWORK_INTERFACE_ATTRIBUTE -> modify(query);
      case UNASSIGN_IPV6_ADDRESSES -> unassignIpv6(query);
      case UNASSIGN_PRIVATE_IP_ADDRESSES -> unassign(query);
    };
  }

  private Consumer<Xml> create(QueryParameters query) {
    var request = InterfaceParameters.create(query);
    query.finish();
    var created = ec2.createNetworkInterface(request);
    return xml ->
        xml.nest("networkInterface", inside -> replies.networkInterface(inside, created))
            .put("clientToken", request.clientToken());
  }

  private Consumer<Xml> attach(QueryParameters query) {
    var eni = InterfaceParameters.eni(query);
    var instance = query.text("InstanceId");
    var device = query.findNumber("DeviceIndex").orElseThrow(() -> Refusals.missing("DeviceIndex"));
    var slot = new Slot(query.number("NetworkCardIndex", 0), device);
    query.finish();
    var attachment = ec2.attachNetworkInterface(eni, instance, slot);
    return xml -> xml.put("attachmentId", attachment).put("networkCardIndex", slot.networkCard());
  }

  private Consumer<Xml> detach(QueryParameters query) {
    var attachment = query.text("AttachmentId");
    // A forced detachment differs in what the guest sees, which is not simulated.
    query.findFlag("Force");
    query.finish();
    ec2.detachNetworkInterface(attachment);
    return QueryApi::done;
  }

  private Consumer<Xml> delete(QueryParameters query) {
    var eni = InterfaceParameters.eni(query);
    query.finish();
    ec2.deleteNetworkInterface(eni);
    return QueryApi::done;
  }

  private Consumer<Xml> modify(QueryParameters query) {
    var eni = InterfaceParameters.eni(query);
    var changes = new ArrayList<AttributeChange>();
    query.find("Description.Value").map(Description::new).ifPresent(changes::add);
    query.findFlag("SourceDestCheck.Value").map(SourceDestCheck::new).ifPresent(changes::add);
    query
        .findFlag("Attachment.DeleteOnTermination")
        .map(value -> new DeleteOnTermination(query.text("Attachment.AttachmentId"), value))
        .ifPresent(changes::add);
    var groups = query.texts("SecurityGroupId");
    if (!groups.isEmpty()) {
      changes.add(new SecurityGroups(groups));
    }
    query.finish();
    if (changes.size() != 1) {
      throw Refusals.combination(
          "Exactly one attribute is modified by a call, not " + changes.size());
    }
    ec2.modifyNetworkInterfaceAttribute(eni, changes.getFirst());
    return QueryApi::done;
  }

  private Consumer<Xml> assign(QueryParameters query) {
    var eni = InterfaceParameters.eni(query);
    var wanted = InterfaceParameters.wantedByAssign(query);
    if (query.flag("AllowReassignment")) {
      throw Refusals.unsupported("The simulator does not move addresses between interfaces");
    }
    query.finish();
    var blocks = ec2.assignPrivateIpAddresses(eni, wanted);
    return xml -> replies.assigned(xml.put("networkInterfaceId", eni), blocks);
  }

  private Consumer<Xml> unassign(QueryParameters query) {
    var eni = InterfaceParameters.eni(query);
    var blocks = InterfaceParameters.unassigned(query);
    query.finish();
    ec2.unassignPrivateIpAddresses(eni, blocks);
    return QueryApi::done;
  }

  private Consumer<Xml> assignIpv6(QueryParameters query) {
    var eni = InterfaceParameters.eni(query);
    var named = InterfaceParameters.ipv6Prefixes(query);
    var count = query.findNumber("Ipv6PrefixCount");
    query.finish();
    if (named.isEmpty() == count.isEmpty()) {
      throw Refusals.combination("Give either Ipv6Prefix or Ipv6PrefixCount");
    }
    var prefixes =
        count
            .map(number -> ec2.assignIpv6Prefixes(eni, number))
            .orElseGet(() -> ec2.assignIpv6Prefixes(eni, named));
    return xml -> replies.assignedIpv6(xml.put("networkInterfaceId", eni), prefixes);
  }

  private Consumer<Xml> unassignIpv6(QueryParameters query) {
    var eni = InterfaceParameters.eni(query);
    var prefixes = InterfaceParameters.ipv6Prefixes(query);
    query.finish();
    ec2.unassignIpv6Prefixes(eni, prefixes);
    return xml -> replies.unassignedIpv6(xml.put("networkInterfaceId", eni), prefixes);
  }

  private Consumer<Xml> createTags(QueryParameters query) {
    var enis = InterfaceParameters.taggable(query.texts("ResourceId"));
    var tags = InterfaceParameters.tags(query);
    query.finish();
    ec2.createTags(enis, tags);
    return QueryApi::done;
  }

  private Consumer<Xml> deleteTags(QueryParameters query) {
    var enis = InterfaceParameters.taggable(query.texts("ResourceId"));
    var keys = query.groups("Tag").stream().map(tag -> tag.text("Key")).toList();
    query.finish();
    ec2.deleteTags(enis, keys);
    return QueryApi::done;
  }

  private Consumer<Xml> describeNetworkInterfaces(QueryParameters query) {
    var ids = query.texts("NetworkInterfaceId").stream().map(InterfaceParameters::eniId).toList();
    var filters = filters(query);
    var request = page(query);
    query.finish();
    var page = ec2.describeNetworkInterfaces(ids, filters, request);
    return paged("networkInterfaceSet", page, replies::networkInterface);
  }

  private Consumer<Xml> describeInstances(QueryParameters query) {
    var ids = query.texts("InstanceId");
    var filters = filters(query);
    var request = page(query);
    query.finish();
    var page = ec2.describeInstances(ids, filters, request);
    return paged("reservationSet", page, this::reservation);
  }

  private void reservation(Xml xml, InstanceView view) {
    xml.put("reservationId", "r-" + view.instance().id().substring(2))
        .put("ownerId", VpcConfiguration.OWNER_ID)
        .list("instancesSet", List.of(view), replies::instance);
  }

  private Consumer<Xml> describeSubnets(QueryParameters query) {
    var ids = query.texts("SubnetId").stream().map(InterfaceParameters::subnetId).toList();
    var filters = filters(query);
    var request = page(query);
    query.finish();
    return paged("subnetSet", ec2.describeSubnets(ids, filters, request), replies::subnet);
  }

  private Consumer<Xml> describeSecurityGroups(QueryParameters query) {
    var ids = query.texts("GroupId");
    var filters = filters(query);
    var request = page(query);
    query.finish();
    var page = ec2.describeSecurityGroups(ids, filters, request);
    return paged("securityGroupInfo", page, replies::securityGroup);
  }

  private Consumer<Xml> describeInstanceTypes(QueryParameters query) {
    var names = query.texts("InstanceType");
    query.finish();
    if (names.isEmpty()) {
      throw Refusals.unsupported("The simulator describes instance types by name only");
    }
    var types = ec2.describeInstanceTypes(names);
    return xml -> xml.list("instanceTypeSet", types, replies::instanceType);
  }

  private static List<Filter> filters(QueryParameters query) {
    return query.groups("Filter").stream()
        .map(filter -> new Filter(filter.text("Name"), filter.texts("Value")))
        .toList();
  }

  private static Page.Request page(QueryParameters query) {
    return new Page.Request(query.number("MaxResults", 0), query.text("NextToken", ""));
  }

  private static <T> Consumer<Xml> paged(String name, Page<T> page, BiConsumer<Xml, T> item) {
    return xml -> {
      xml.list(name, page.items(), item);
      if (!page.nextToken().isEmpty()) {
        xml.put("nextToken", page.nextToken());
      }
    };
  }

  private static void done(Xml xml) {
    xml.put("return", true);
  }
}
