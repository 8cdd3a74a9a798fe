package io.warmwell.eni.resilience;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The EC2 of an account that allows some calls, by a bucket of tokens, and may be out of order for
/// a while. It answers what the tests ask and refuses everything else.
///
/// Used by one thread at a time.
final class SharedAccount extends Ec2Decorator {
  static final EniId ENI = new EniId("eni-1");

  private final InstantSource clock;
  private final double perSecond;
  private final double most;
  private final List<String> calls = new ArrayList<>();
  private final List<String> throttled = new ArrayList<>();
  private double tokens;
  private Instant at;
  private Instant outageEnds = Instant.MIN;

  /// @param most how many calls at once
  SharedAccount(InstantSource clock, int most, double perSecond) {
    super(nobody());
    this.clock = clock;
    this.most = most;
    this.perSecond = perSecond;
    this.tokens = most;
    this.at = clock.instant();
  }

  /// Nothing is answered until then.
  void isSilentUntil(Instant end) {
    outageEnds = end;
  }

  /// The calls that were made, throttled ones among them.
  List<String> calls() {
    return List.copyOf(calls);
  }

  int throttled() {
    return throttled.size();
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    return answered("DescribeNetworkInterfaces", () -> List.of(anInterface()));
  }

  @Override
  public Interface describe(EniId eni) {
    return answered("DescribeNetworkInterfaces", SharedAccount::anInterface);
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return answered("AssignPrivateIpAddresses", List::of);
  }

  @Override
  public Subnet subnet(SubnetId id) {
    return answered(
        "DescribeSubnets",
        () ->
            new Subnet(id, Ipv4Prefix.parse("10.0.0.0/24"), "eu-west-1a", calls.size(), Map.of()));
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    return answered("DescribeInstanceTypes", () -> new InterfaceLimits(3, 10));
  }

  private <T> T answered(String action, Supplier<T> answer) {
    calls.add(action);
    var now = clock.instant();
    if (now.isBefore(outageEnds)) {
      throw new Ec2Exception(
          action, "eni=" + ENI, new Ec2Failure.Ambiguous("SocketTimeoutException", "no answer"));
    }
    tokens = Math.min(most, tokens + Duration.between(at, now).toMillis() / 1000.0 * perSecond);
    at = now;
    if (tokens < 1) {
      throttled.add(action);
      throw new Ec2Exception(
          action, "eni=" + ENI, new Ec2Failure.Throttled("RequestLimitExceeded", "slow down"));
    }
    tokens--;
    return answer.get();
  }

  private static Interface anInterface() {
    return new Interface(
        ENI,
        MacAddress.parse("02:00:00:00:00:01"),
        new SubnetId("subnet-1"),
        Ipv4Address.parse("10.0.0.10"),
        List.of(),
        List.of(),
        Map.of(),
        new Attachment.None());
  }

  /// Refuses every call.
  private static Ec2 nobody() {
    InvocationHandler refusal =
        (_, method, _) -> {
          throw new UnsupportedOperationException("no test asks for this: " + method.getName());
        };
    return (Ec2)
        Proxy.newProxyInstance(Ec2.class.getClassLoader(), new Class<?>[] {Ec2.class}, refusal);
  }
}
