package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.simulator.ec2.CreateInterface.Primary;
import io.warmwell.simulator.ec2.NetworkInterface.Settings;
import io.warmwell.simulator.ec2.Wanted.AddressCount;
import io.warmwell.simulator.ec2.Wanted.Addresses;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How interfaces come into being, change and go.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class InterfaceVerbs {
  /// How long EC2 remembers a client token; EC2's documentation says 24 hours for most actions.
  private static final Duration TOKEN_LIFE = Duration.ofHours(24);

  private static final int CLIENT_TOKEN_LENGTH_MAX = 64;

  /// EC2's limits for tags: 50 a resource, keys of 128 and values of 256 characters.
  private static final int TAGS_MAX = 50;

  private static final int TAG_KEY_LENGTH_MAX = 128;
  private static final int TAG_VALUE_LENGTH_MAX = 256;

  private final VpcState state;
  private final BlockVerbs blocks;
  private final Map<String, Creation> tokens = new LinkedHashMap<>();

  private record Creation(CreateInterface request, EniId eni, Instant forgottenAt) {}

  InterfaceVerbs(VpcState state, BlockVerbs blocks) {
    this.state = state;
    this.blocks = blocks;
  }

  /// EC2: CreateNetworkInterface.
  NetworkInterface create(CreateInterface request, Instant now) {
    forgetTokens(now);
    var token = request.clientToken();
    if (token.length() > CLIENT_TOKEN_LENGTH_MAX) {
      throw Refusals.invalid("Client token is longer than " + CLIENT_TOKEN_LENGTH_MAX);
    }
    var earlier = tokens.get(token);
    if (earlier != null) {
      if (!earlier.request().equals(request)) {
        throw Refusals.mismatchedToken();
      }
      return state.interfaces().require(earlier.eni());
    }
    var created = build(request);
    state.interfaces().put(created);
    if (!token.isEmpty()) {
      tokens.put(token, new Creation(request, created.id(), now.plus(TOKEN_LIFE)));
    }
    return created;
  }

  /// Tokens stand in the order of their use, so the oldest is the first.
  private void forgetTokens(Instant now) {
    var oldest = tokens.values().iterator();
    while (oldest.hasNext() && !now.isBefore(oldest.next().forgottenAt())) {
      oldest.remove();
    }
  }

  private NetworkInterface build(CreateInterface request) {
    var subnet = state.subnet(request.subnet());
    var groups = state.groupsOrDefault(request.securityGroups());
    requireTags(request.tags());
    if (request.secondary().places() < 0) {
      throw Refusals.invalid("A count of secondary addresses or prefixes cannot be negative");
    }
    var primary = takePrimary(request).getFirst();
    var secondary = takeSecondary(request, primary);
    return new NetworkInterface(
        state.ids().eni(),
        request.type(),
        state.ids().mac(),
        subnet.id(),
        primary.base(),
        BlockVerbs.addressesOf(secondary),
        BlockVerbs.prefixesOf(secondary),
        List.of(),
        new Settings(request.description(), groups, true),
        new TreeMap<>(request.tags()),
        new Attachment.None());
  }

  private List<Ipv4Prefix> takePrimary(CreateInterface request) {
    var wanted =
        switch (request.primary()) {
          case Primary.Any _ -> new AddressCount(1);
          case Primary.Named(var address) -> new Addresses(List.of(address));
        };
    return blocks.take(request.subnet(), wanted, Refusals::noFreePrefixAtCreation);
  }

  private List<Ipv4Prefix> takeSecondary(CreateInterface request, Ipv4Prefix primary) {
    try {
      return blocks.take(request.subnet(), request.secondary(), Refusals::noFreePrefixAtCreation);
    } catch (RefusedException e) {
      state.allocator(request.subnet()).release(primary);
      throw e;
    }
  }

  /// EC2: DeleteNetworkInterface.
  void delete(EniId id) {
    var eni = state.interfaces().require(id);
    if (eni.attachment() instanceof Attachment.To) {
      throw Refusals.deleteWhileInUse(id);
    }
    erase(eni);
  }

  /// Removes an interface and gives its addresses back to the subnet.
  void erase(NetworkInterface eni) {
    var allocator = state.allocator(eni.subnet());
    allocator.release(eni.primary().toPrefix());
    eni.addresses().forEach(address -> allocator.release(address.toPrefix()));
    eni.prefixes().forEach(allocator::release);
    state.interfaces().remove(eni);
  }

  /// EC2: ModifyNetworkInterfaceAttribute.
  void modify(EniId id, AttributeChange change) {
    var eni = state.interfaces().require(id);
    var settings = eni.settings();
    var changed =
        switch (change) {
          case AttributeChange.DeleteOnTermination(var attachmentId, var value) ->
              eni.withAttachment(deleteOnTermination(eni, attachmentId, value));
          case AttributeChange.SourceDestCheck(var value) ->
              eni.withSettings(
                  new Settings(settings.description(), settings.securityGroups(), value));
          case AttributeChange.SecurityGroups(var groups) ->
              eni.withSettings(
                  new Settings(
                      settings.description(),
                      state.groupsOrDefault(groups),
                      settings.sourceDestCheck()));
          case AttributeChange.Description(var value) ->
              eni.withSettings(
                  new Settings(value, settings.securityGroups(), settings.sourceDestCheck()));
        };
    state.interfaces().put(changed);
  }

  private static Attachment deleteOnTermination(
      NetworkInterface eni, String attachmentId, boolean value) {
    if (eni.attachment() instanceof Attachment.To to && to.id().equals(attachmentId)) {
      return new Attachment.To(
          to.id(), to.instanceId(), to.deviceIndex(), to.networkCard(), to.status(), value);
    }
    throw Refusals.noSuchAttachment(attachmentId);
  }

  /// EC2: CreateTags.
  void tag(List<EniId> ids, Map<String, String> tags) {
    state.interfaces().require(ids);
    for (var id : ids) {
      var eni = state.interfaces().require(id);
      var all = new TreeMap<>(eni.tags());
      all.putAll(tags);
      requireTags(all);
      state.interfaces().put(eni.withTags(all));
    }
  }

  /// EC2: DeleteTags. A key that is not there is no error.
  void untag(List<EniId> ids, List<String> keys) {
    state.interfaces().require(ids);
    for (var id : ids) {
      var eni = state.interfaces().require(id);
      var left = new TreeMap<>(eni.tags());
      left.keySet().removeAll(keys);
      state.interfaces().put(eni.withTags(left));
    }
  }

  private static void requireTags(Map<String, String> tags) {
    if (tags.size() > TAGS_MAX) {
      throw new RefusedException(
          "TagLimitExceeded", "The maximum number of tags a resource can have is " + TAGS_MAX);
    }
    tags.forEach(
        (key, value) -> {
          if (key.isEmpty() || key.length() > TAG_KEY_LENGTH_MAX || key.startsWith("aws:")) {
            throw Refusals.invalid("Tag key '" + key + "' is invalid");
          }
          if (value.length() > TAG_VALUE_LENGTH_MAX) {
            throw Refusals.invalid("Tag value exceeds " + TAG_VALUE_LENGTH_MAX + " characters");
          }
        });
  }
}
