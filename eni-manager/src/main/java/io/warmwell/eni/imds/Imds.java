package io.warmwell.eni.imds;

import io.warmwell.eni.InstanceIdentity;
import io.warmwell.eni.Pause;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// Reads the instance metadata service, version 2 only.
///
/// Thread-safe. One token is shared and renewed; a question that is not answered, throttled, or
/// answered with a fault is asked again with growing pauses until the question's deadline.
///
/// Source: EC2 user guide, "Use the Instance Metadata Service to access instance metadata".
public final class Imds {
  /// Where the service is unless told otherwise: a link-local address of every instance.
  public static final URI DEFAULT_ENDPOINT = URI.create("http://169.254.169.254");

  /// The variable that the AWS SDKs read, too.
  public static final String ENDPOINT_VARIABLE = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

  private static final String INTERFACES = "network/interfaces/macs/";
  private static final String METADATA = "/latest/meta-data/";

  /// The longest that the service grants.
  private static final Duration TOKEN_TTL = Duration.ofHours(6);

  /// A token is renewed this long before it expires.
  private static final Duration TOKEN_MARGIN = Duration.ofMinutes(5);

  private static final Duration PAUSE_SHORTEST = Duration.ofMillis(100);
  private static final Duration PAUSE_LONGEST = Duration.ofSeconds(2);

  private record Token(String value, Instant renewAt) {}

  private final MetadataHttp http;
  private final InstantSource clock;
  private final Pause pause;
  private final RandomGenerator random;
  private final AtomicReference<Optional<Token>> token = new AtomicReference<>(Optional.empty());

  /// @param endpoint where the service is, without a path
  /// @param attemptMax how long a single attempt may take; 1 s is plenty for a link-local service
  /// @param clock measures deadlines and the token's age
  /// @param pause lets time pass between attempts
  /// @param random jitter of the pauses; must be safe for concurrent use
  public Imds(
      URI endpoint, Duration attemptMax, InstantSource clock, Pause pause, RandomGenerator random) {
    this.http = new MetadataHttp(endpoint, attemptMax);
    this.clock = clock;
    this.pause = pause;
    this.random = random;
  }

  /// The endpoint that the environment names, or the [default][#DEFAULT_ENDPOINT].
  ///
  /// @throws IllegalArgumentException if the variable holds no URL
  public static URI endpoint(Map<String, String> environment) {
    var named = environment.getOrDefault(ENDPOINT_VARIABLE, "");
    if (named.isEmpty()) {
      return DEFAULT_ENDPOINT;
    }
    var endpoint = URI.create(named.endsWith("/") ? named.substring(0, named.length() - 1) : named);
    if (!"http".equals(endpoint.getScheme()) || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          ENDPOINT_VARIABLE + " is a URL like http://169.254.169.254, not '" + named + "'");
    }
    return endpoint;
  }

  /// Who this instance is.
  ///
  /// @param waitMax how long to keep asking
  /// @throws ImdsException if the service does not tell in time, or lacks an entry
  public InstanceIdentity identity(Duration waitMax) throws InterruptedException {
    var deadline = clock.instant().plus(waitMax);
    var mac = required("mac", deadline);
    var primary = INTERFACES + mac + "/";
    return new InstanceIdentity(
        required("instance-id", deadline),
        required("instance-type", deadline),
        required("placement/region", deadline),
        required("placement/availability-zone", deadline),
        new EniId(required(primary + "interface-id", deadline)),
        MacAddress.parse(mac),
        Ipv4Address.parse(required("local-ipv4", deadline)),
        new SubnetId(required(primary + "subnet-id", deadline)),
        required(primary + "vpc-id", deadline),
        lines(required(primary + "security-group-ids", deadline)),
        vpcCidrs(primary, deadline));
  }

  /// The VPC's IPv4 CIDRs as they are now: others can be added to a VPC, and taken away.
  ///
  /// @param mac of the primary interface
  /// @param waitMax how long to keep asking
  /// @throws ImdsException if the service does not tell in time
  public List<Ipv4Prefix> vpcCidrs(MacAddress mac, Duration waitMax) throws InterruptedException {
    return vpcCidrs(INTERFACES + mac + "/", clock.instant().plus(waitMax));
  }

  private List<Ipv4Prefix> vpcCidrs(String path, Instant deadline) throws InterruptedException {
    return lines(required(path + "vpc-ipv4-cidr-blocks", deadline)).stream()
        .map(Ipv4Prefix::parse)
        .toList();
  }

  /// An entry below `/latest/meta-data/`, or nothing if there is none.
  ///
  /// @param path for example `placement/region`
  /// @param waitMax how long to keep asking
  /// @throws ImdsException if the service does not answer in time
  public Optional<String> read(String path, Duration waitMax) throws InterruptedException {
    return read(path, clock.instant().plus(waitMax));
  }

  private String required(String path, Instant deadline) throws InterruptedException {
    return read(path, deadline)
        .orElseThrow(
            () ->
                new ImdsException(
                    "GET "
                        + http.endpoint()
                        + METADATA
                        + path
                        + ": 404: is this an EC2 instance?"));
  }

  private Optional<String> read(String path, Instant deadline) throws InterruptedException {
    for (var tries = 1; ; tries++) {
      var answer = attempt(path);
      switch (answer) {
        case MetadataHttp.Answer.Text(String text) -> {
          return Optional.of(text);
        }
        case MetadataHttp.Answer.NoSuchEntry _ -> {
          return Optional.empty();
        }
        case MetadataHttp.Answer.TokenRefused _ -> token.set(Optional.empty());
        case MetadataHttp.Answer.Refused(String why) -> throw new ImdsException(why);
        case MetadataHttp.Answer.Unanswered _ -> {}
      }
      var length = pauseAfter(tries);
      if (clock.instant().plus(length).isAfter(deadline)) {
        throw givenUp(path, tries, answer);
      }
      pause.pause(length);
    }
  }

  private MetadataHttp.Answer attempt(String path) {
    var now = clock.instant();
    var current = token.get().filter(known -> now.isBefore(known.renewAt()));
    if (current.isPresent()) {
      return http.read(METADATA + path, current.get().value());
    }
    var granted = http.grantToken(TOKEN_TTL);
    if (granted instanceof MetadataHttp.Answer.Text(String value)) {
      token.set(Optional.of(new Token(value, now.plus(TOKEN_TTL).minus(TOKEN_MARGIN))));
      return http.read(METADATA + path, value);
    }
    return granted;
  }

  private Duration pauseAfter(int tries) {
    var doublings = Math.min(tries - 1, Integer.SIZE - 2);
    var whole = Math.min(PAUSE_SHORTEST.toMillis() << doublings, PAUSE_LONGEST.toMillis());
    return Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
  }

  private static ImdsException givenUp(String path, int tries, MetadataHttp.Answer last) {
    var asked = "metadata entry " + path + " not read in " + tries + " tries: ";
    return switch (last) {
      case MetadataHttp.Answer.Unanswered(String why, Throwable cause) ->
          new ImdsException(asked + why, cause);
      case MetadataHttp.Answer.TokenRefused(String why) -> new ImdsException(asked + why);
      case MetadataHttp.Answer.Refused(String why) -> new ImdsException(asked + why);
      case MetadataHttp.Answer.Text _, MetadataHttp.Answer.NoSuchEntry _ ->
          throw new IllegalStateException("an answer was given up: " + last);
    };
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
