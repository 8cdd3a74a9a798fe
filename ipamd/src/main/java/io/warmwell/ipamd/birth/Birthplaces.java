package io.warmwell.ipamd.birth;

import io.warmwell.pool.Birthplace;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where new interfaces are made, with which security groups and tags.
///
/// Thread-safe. Calls may ask EC2, and block that long.
public interface Birthplaces {

  /// Looks which subnets there are now. What EC2 does not tell is part of the answer.
  Places look();

  /// The security groups of an interface that is about to be made in a subnet.
  ///
  /// @throws UnwantedException if no interface is to be made there any more
  List<String> securityGroups(SubnetId subnet);

  /// The tags of a new interface, beside those that every one has.
  Map<String, String> tags();

  /// The primary interface has been seen with these security groups.
  void primaryGroups(List<String> seen);

  /// One subnet, whatever happens.
  static Birthplaces fixed(SubnetId subnet, List<String> securityGroups) {
    return new Fixed(subnet, List.copyOf(securityGroups));
  }

  /// The same place with the same groups for ever.
  record Fixed(SubnetId subnet, List<String> groups) implements Birthplaces {

    @Override
    public Places look() {
      return new Places(List.of(new Birthplace(subnet, 0)), Map.of(), Optional.empty());
    }

    @Override
    public List<String> securityGroups(SubnetId asked) {
      return groups;
    }

    @Override
    public Map<String, String> tags() {
      return Map.of();
    }

    @Override
    public void primaryGroups(List<String> seen) {
      // They stay as they were given.
    }
  }

  /// An interface was to be made where none is wanted; nothing was asked of EC2. The message says
  /// why, and what to do.
  final class UnwantedException extends RuntimeException {
    public UnwantedException(String reason) {
      super(reason);
    }
  }
}
