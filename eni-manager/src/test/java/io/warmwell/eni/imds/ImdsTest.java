package io.warmwell.eni.imds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmwell.eni.InstanceIdentity;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ImdsTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final StrictImds service = new StrictImds();
  private Instant now = Instant.EPOCH;
  private final Imds imds = client(service.endpoint(), Duration.ofSeconds(5));

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void theInstanceKnowsWhoItIs() throws InterruptedException {
    var identity = imds.identity(WAIT_MAX);

    assertThat(identity)
        .isEqualTo(
            new InstanceIdentity(
                "i-1",
                "m5.large",
                "eu-west-1",
                "eu-west-1a",
                new EniId("eni-1"),
                MacAddress.parse(StrictImds.MAC),
                Ipv4Address.parse("10.0.0.10"),
                new SubnetId("subnet-1"),
                "vpc-1",
                List.of("sg-1", "sg-2"),
                List.of(Ipv4Prefix.parse("10.0.0.0/16"), Ipv4Prefix.parse("100.64.0.0/16"))));
    assertThat(service.requests()).filteredOn(line -> line.startsWith("PUT")).hasSize(1);
  }

  @Test
  void anEntryThatIsNotThereIsEmpty() throws InterruptedException {
    var entry = imds.read("spot/instance-action", WAIT_MAX);

    assertThat(entry).isEmpty();
  }

  @Test
  void anIdentityWithoutAnEntryIsRefused() {
    service.forget("instance-type");

    assertThatExceptionOfType(ImdsException.class)
        .isThrownBy(() -> imds.identity(WAIT_MAX))
        .withMessageContaining("/latest/meta-data/instance-type: 404");
  }

  @Test
  void aTokenIsRenewedBeforeItExpires() throws InterruptedException {
    imds.read("mac", WAIT_MAX);
    now = now.plus(Duration.ofHours(6).minusMinutes(4));

    imds.read("mac", WAIT_MAX);

    assertThat(service.requests())
        .containsExactly(
            "PUT /latest/api/token",
            "GET /latest/meta-data/mac",
            "PUT /latest/api/token",
            "GET /latest/meta-data/mac");
  }

  @Test
  void aTokenThatIsRefusedIsReplaced() throws InterruptedException {
    imds.read("mac", WAIT_MAX);
    service.expireToken();

    var mac = imds.read("mac", WAIT_MAX);

    assertThat(mac).contains(StrictImds.MAC);
  }

  @Test
  void throttlingAndFaultsAreWaitedOut() throws InterruptedException {
    service.fails(503).fails(429).fails(500);

    var mac = imds.read("mac", WAIT_MAX);

    assertThat(mac).contains(StrictImds.MAC);
    assertThat(now).isAfter(Instant.EPOCH);
  }

  @Test
  void faultsAreNotWaitedOutForEver() {
    for (var i = 0; i < 1000; i++) {
      service.fails(500);
    }

    assertThatExceptionOfType(ImdsException.class)
        .isThrownBy(() -> imds.read("mac", WAIT_MAX))
        .withMessageContaining("metadata entry mac not read in")
        .withMessageContaining("/latest/api/token: 500");
    assertThat(now).isBefore(Instant.EPOCH.plus(WAIT_MAX));
  }

  @Test
  void aServiceThatIsTurnedOffIsNotAskedAgain() {
    service.fails(403);

    assertThatExceptionOfType(ImdsException.class)
        .isThrownBy(() -> imds.read("mac", WAIT_MAX))
        .withMessageContaining("enable HttpEndpoint");
    assertThat(service.requests()).hasSize(1);
  }

  @Test
  void aTokenAnswerThatNeverArrivesHintsAtTheHopLimit() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      var unheard = client(endpoint, Duration.ofMillis(20));

      assertThatExceptionOfType(ImdsException.class)
          .isThrownBy(() -> unheard.identity(Duration.ofMillis(200)))
          .withMessageContaining("raise HttpPutResponseHopLimit to 2 or use hostNetwork");
    }
  }

  @Test
  void theEnvironmentNamesTheEndpoint() {
    assertThat(Imds.endpoint(Map.of())).isEqualTo(URI.create("http://169.254.169.254"));
    assertThat(Imds.endpoint(Map.of(Imds.ENDPOINT_VARIABLE, "http://10.0.0.1:80/")))
        .isEqualTo(URI.create("http://10.0.0.1:80"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Imds.endpoint(Map.of(Imds.ENDPOINT_VARIABLE, "10.0.0.1")))
        .withMessageContaining(Imds.ENDPOINT_VARIABLE);
  }

  private Imds client(URI endpoint, Duration attemptMax) {
    return new Imds(
        endpoint, attemptMax, () -> now, length -> now = now.plus(length), new Random(1));
  }
}
