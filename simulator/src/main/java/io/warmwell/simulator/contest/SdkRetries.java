package io.warmwell.simulator.contest;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.swarm.CalmWorld;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What the AWS SDK does for the incumbent when a call is throttled: three attempts, and before the
/// second and third a random part of a time that doubles.
///
/// Source: reference/incumbent-ipam.md §6, "SDK default retryer, 3 attempts"; AWS SDKs and Tools
/// Reference Guide, "Retry behavior", standard mode: exponential backoff by a base of 2 for at most
/// 20 s.
final class SdkRetries extends Ec2Decorator {
  private static final int ATTEMPTS = 3;
  private static final Duration BASE = Duration.ofSeconds(1);

  private final CalmWorld world;
  private final RandomGenerator random;

  SdkRetries(Ec2 ec2, CalmWorld world, RandomGenerator random) {
    super(ec2);
    this.world = world;
    this.random = random;
  }

  @Override
  public Interface describe(EniId eni) {
    return retried(() -> super.describe(eni));
  }

  @Override
  public Subnet subnet(SubnetId id) {
    return retried(() -> super.subnet(id));
  }

  @Override
  public Interface create(NewInterface request) {
    return retried(() -> super.create(request));
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return retried(() -> super.attach(eni, instanceId, deviceIndex));
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    run(() -> super.deleteOnTermination(eni, attachmentId));
  }

  @Override
  public void detach(String attachmentId) {
    run(() -> super.detach(attachmentId));
  }

  @Override
  public void delete(EniId eni) {
    run(() -> super.delete(eni));
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return retried(() -> super.assignAddresses(eni, count));
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    return retried(() -> super.assignPrefixes(eni, count));
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    run(() -> super.unassign(eni, blocks));
  }

  private void run(Runnable call) {
    retried(
        () -> {
          call.run();
          return true;
        });
  }

  private <T> T retried(Supplier<T> call) {
    for (var attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (Ec2Exception e) {
        if (attempt == ATTEMPTS || !isWorthwhile(e.failure())) {
          throw e;
        }
        world.pause(Duration.ofMillis(random.nextLong(BASE.toMillis() << (attempt - 1))));
      }
    }
  }

  private static boolean isWorthwhile(Ec2Failure failure) {
    return failure instanceof Ec2Failure.Throttled || failure instanceof Ec2Failure.Ambiguous;
  }
}
