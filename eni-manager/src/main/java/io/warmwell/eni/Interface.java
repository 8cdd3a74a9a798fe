package io.warmwell.eni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;

/// An elastic network interface as EC2 describes it.
///
/// @param primary its primary private address, which pods never get
/// @param addresses its secondary private addresses, lowest first
/// @param prefixes its delegated /28 prefixes, lowest first
/// @param tags its tags
/// @param attachment where it is attached
public record Interface(
    EniId id,
    MacAddress mac,
    SubnetId subnet,
    Ipv4Address primary,
    List<Ipv4Address> addresses,
    List<Ipv4Prefix> prefixes,
    Map<String, String> tags,
    Attachment attachment) {

  /// Tag that names the instance an interface was made for; the incumbent uses the same.
  public static final String INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id";

  /// Tag with the time of creation, RFC 3339; the incumbent uses the same.
  public static final String CREATED_AT_TAG = "node.k8s.amazonaws.com/createdAt";

  /// Tag whose value `true` keeps an interface out of the daemon's hands.
  public static final String NO_MANAGE_TAG = "node.k8s.amazonaws.com/no_manage";

  /// Start of the description of an interface, before the instance's id. The same as the
  /// incumbent's, because scripts and consoles find a cluster's interfaces by it.
  public static final String DESCRIPTION_PREFIX = "aws-K8S-";

  public Interface {
    addresses = addresses.stream().sorted().toList();
    prefixes = prefixes.stream().sorted().toList();
    tags = Map.copyOf(tags);
  }
}
