package io.warmwell.eni.resilience;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// An EC2 that is not asked twice for what it has just said.
///
/// Thread-safe. What does not change on its own account is remembered for long, a subnet's count of
/// free addresses for as long as EC2 itself lets it lag. The listing of an instance's interfaces is
/// remembered for a moment, and only as long as this node begins no change: own writes are never
/// hidden by it. A single interface is always asked for anew: whoever asks waits for a change.
public final class RememberingEc2 extends Ec2Decorator {
  /// "Only updates at a certain frequency": amazon-vpc-cni-k8s #3075.
  static final Duration SUBNETS = Duration.ofSeconds(30);

  /// What an instance type allows has never changed.
  static final Duration TYPES = Duration.ofDays(1);

  static final Duration LISTINGS = Duration.ofSeconds(2);

  private static final int SUBNETS_MAX = 200;
  private static final int ZONES_MAX = 4;
  private static final int TYPES_MAX = 20;
  private static final int LISTINGS_MAX = 4;

  private final Cache<SubnetId, Subnet> subnets;
  private final Cache<Zone, List<Subnet>> zones;
  private final Cache<String, InterfaceLimits> types;
  private final Cache<String, Listing> listings;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  private record Zone(String vpcId, String name) {}

  /// @param changes how many changes had begun when it was asked for
  private record Listing(List<Interface> interfaces, long changes) {}

  /// @param ec2 is asked
  public RememberingEc2(Ec2 ec2, InstantSource clock) {
    super(ec2);
    this.subnets = cache(SUBNETS, SUBNETS_MAX, clock);
    this.zones = cache(SUBNETS, ZONES_MAX, clock);
    this.types = cache(TYPES, TYPES_MAX, clock);
    this.listings = cache(LISTINGS, LISTINGS_MAX, clock);
  }

  private static <K, V> Cache<K, V> cache(Duration life, int most, InstantSource clock) {
    var start = clock.instant();
    return Caffeine.newBuilder()
        .expireAfterWrite(life)
        .maximumSize(most)
        .ticker(() -> Duration.between(start, clock.instant()).toNanos())
        // On the thread that calls: there is next to nothing to do, and no thread to keep.
        .executor(Runnable::run)
        .build();
  }

  @Override
  public Subnet subnet(SubnetId id) {
    return remembered(subnets, id, () -> super.subnet(id));
  }

  @Override
  public List<Subnet> subnets(String vpcId, String availabilityZone) {
    return remembered(
        zones,
        new Zone(vpcId, availabilityZone),
        () -> List.copyOf(super.subnets(vpcId, availabilityZone)));
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    return remembered(types, instanceType, () -> super.limits(instanceType));
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    var changes = begun.get();
    var quiet = changes == ended.get();
    var known = listings.getIfPresent(instanceId);
    if (quiet && known != null && known.changes() == changes) {
      return known.interfaces();
    }
    var listed = List.copyOf(super.interfacesOf(instanceId));
    if (quiet && begun.get() == changes) {
      listings.put(instanceId, new Listing(listed, changes));
    }
    return listed;
  }

  @Override
  public Interface create(NewInterface request) {
    return changing(() -> super.create(request));
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return changing(() -> super.attach(eni, instanceId, deviceIndex));
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    change(() -> super.deleteOnTermination(eni, attachmentId));
  }

  @Override
  public void detach(String attachmentId) {
    change(() -> super.detach(attachmentId));
  }

  @Override
  public void delete(EniId eni) {
    change(() -> super.delete(eni));
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return changing(() -> super.assignAddresses(eni, count));
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    return changing(() -> super.assignPrefixes(eni, count));
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    return changing(() -> super.assignIpv6Prefix(eni));
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    change(() -> super.assignIpv6Prefix(eni, prefix));
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    change(() -> super.assign(eni, blocks));
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    change(() -> super.regroup(eni, securityGroups));
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    change(() -> super.unassign(eni, blocks));
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    change(() -> super.tag(eni, tags));
  }

  private void change(Runnable body) {
    changing(
        () -> {
          body.run();
          return true;
        });
  }

  private <T> T changing(Supplier<T> body) {
    begun.incrementAndGet();
    try {
      return body.get();
    } finally {
      ended.incrementAndGet();
    }
  }

  /// Two who ask at the same time ask twice: neither waits for the other.
  private static <K, V> V remembered(Cache<K, V> cache, K key, Supplier<V> asked) {
    var known = cache.getIfPresent(key);
    if (known != null) {
      return known;
    }
    var answer = asked.get();
    cache.put(key, answer);
    return answer;
  }
}
