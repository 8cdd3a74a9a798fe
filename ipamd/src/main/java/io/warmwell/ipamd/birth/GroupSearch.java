package io.warmwell.ipamd.birth;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which security groups have some tags. Thread-safe.
///
/// EC2 is asked once for each set of tags and then not again for a while, however many interfaces
/// are made: a node that asks at every turn is what once cost a whole account its calls
/// (https://github.com/aws/amazon-vpc-cni-k8s/issues/3719).
final class GroupSearch {
  private static final Logger log = LoggerFactory.getLogger(GroupSearch.class);

  static final Duration AGE_MAX = Duration.ofMinutes(10);

  /// Somebody is about to tag one.
  static final Duration AGE_OF_NOTHING_MAX = Duration.ofSeconds(30);

  private final Ec2 ec2;
  private final String vpcId;
  private final InstantSource clock;
  private final Map<Map<String, String>, Found> known = new ConcurrentHashMap<>();

  private record Found(List<String> groups, Instant at) {

    boolean isFresh(Instant now) {
      return now.isBefore(at.plus(groups.isEmpty() ? AGE_OF_NOTHING_MAX : AGE_MAX));
    }
  }

  GroupSearch(Ec2 ec2, String vpcId, InstantSource clock) {
    this.ec2 = ec2;
    this.vpcId = vpcId;
    this.clock = clock;
  }

  /// The groups that are wanted; empty if none is named.
  ///
  /// @throws Birthplaces.UnwantedException if tags are named that no group has
  /// @throws Ec2Exception if EC2 does not tell, and never has
  Optional<List<String>> of(CustomNetworking.Answer.Wanted wanted) {
    if (wanted.groupTags().isEmpty()) {
      return Optional.of(wanted.securityGroups()).filter(groups -> !groups.isEmpty());
    }
    var tagged = tagged(wanted.groupTags());
    if (tagged.isEmpty()) {
      throw new Birthplaces.UnwantedException(
          "no security group of %s has the tags %s that %s asks for; tag one"
              .formatted(vpcId, wanted.groupTags(), wanted.source()));
    }
    return Optional.of(
        Stream.concat(wanted.securityGroups().stream(), tagged.stream()).distinct().toList());
  }

  private List<String> tagged(Map<String, String> tags) {
    var now = clock.instant();
    var before = Optional.ofNullable(known.get(tags));
    var fresh = before.filter(found -> found.isFresh(now));
    if (fresh.isPresent()) {
      return fresh.get().groups();
    }
    try {
      var found = ec2.securityGroups(vpcId, tags);
      known.put(tags, new Found(found, now));
      return found;
    } catch (Ec2Exception e) {
      log.warn(
          "security groups not listed, those of before are taken cause=\"{}\"", e.getMessage());
      return before.orElseThrow(() -> e).groups();
    }
  }
}
