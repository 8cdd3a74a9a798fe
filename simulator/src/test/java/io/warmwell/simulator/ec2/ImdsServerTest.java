package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.ec2.Wanted.AddressCount;
import io.warmwell.simulator.ec2.Wanted.PrefixCount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ImdsServerTest {
  private static final String LIFE_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";
  private static final String META_DATA = "/latest/meta-data/";
  private static final String MACS = META_DATA + "network/interfaces/macs/";

  private final TestWorld world = TestWorld.prompt(1);
  private final Instance instance = world.launch(TestWorld.TYPE);
  private final ImdsServer server = new ImdsServer(world.ec2(), _ -> Optional.of(instance.id()));
  private final HttpClient http = HttpClient.newHttpClient();

  ImdsServerTest() {
    server.alsoListen(
        ServerSockets.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void anInstanceLearnsWhoItIs() throws IOException, InterruptedException {
    var token = token("21600").body();

    assertThat(read(META_DATA + "instance-id", token)).isEqualTo(instance.id());
    assertThat(read(META_DATA + "instance-type", token)).isEqualTo(TestWorld.TYPE);
    assertThat(read(META_DATA + "local-ipv4", token)).isEqualTo(instance.address().toString());
    assertThat(read(META_DATA + "mac", token)).isEqualTo(primary().mac().toString());
    assertThat(read(META_DATA + "placement/availability-zone", token)).isEqualTo("eu-central-1a");
    assertThat(read(META_DATA + "placement/region", token)).isEqualTo("eu-central-1");
    assertThat(read(META_DATA + "services/domain", token)).isEqualTo("amazonaws.com");
    assertThat(read("/latest/dynamic/instance-identity/document", token))
        .contains("\"region\" : \"eu-central-1\"", instance.id());
  }

  @Test
  void everyAttachedInterfaceIsListed() throws IOException, InterruptedException {
    var token = token("60").body();
    var eni = world.create(TestWorld.SUBNET, new AddressCount(2));
    world.ec2().attachNetworkInterface(eni, instance.id(), new Slot(0, 1));
    var attached = world.ec2().find(eni).orElseThrow();
    var at = MACS + attached.mac() + "/";

    assertThat(read(MACS, token).lines())
        .containsExactlyInAnyOrder(attached.mac() + "/", primary().mac() + "/");
    assertThat(read(at + "device-number", token)).isEqualTo("1");
    assertThat(read(at + "network-card", token)).isEqualTo("0");
    assertThat(read(at + "interface-id", token)).isEqualTo(eni.value());
    assertThat(read(at + "subnet-id", token)).isEqualTo(TestWorld.SUBNET.value());
    assertThat(read(at + "subnet-ipv4-cidr-block", token)).isEqualTo("10.0.0.0/20");
    assertThat(read(at + "vpc-id", token)).isEqualTo("vpc-0a");
    assertThat(read(at + "vpc-ipv4-cidr-block", token)).isEqualTo("10.0.0.0/16");
    assertThat(read(at + "vpc-ipv4-cidr-blocks", token)).isEqualTo("10.0.0.0/16\n100.64.0.0/16");
    assertThat(read(at + "security-group-ids", token)).isEqualTo("sg-0a");
    assertThat(read(at + "owner-id", token)).isEqualTo(VpcConfiguration.OWNER_ID);
    assertThat(read(at + "local-ipv4s", token).lines().map(Ipv4Address::parse))
        .containsExactly(
            attached.primary(), attached.addresses().getFirst(), attached.addresses().getLast());
  }

  @Test
  void prefixesAreListedOnceThereAreAny() throws IOException, InterruptedException {
    var token = token("60").body();
    var path = MACS + primary().mac() + "/ipv4-prefix";

    var before = get(path, token).statusCode();
    var prefixes = world.ec2().assignPrivateIpAddresses(instance.primaryEni(), new PrefixCount(2));

    assertThat(before).isEqualTo(404);
    assertThat(read(path, token)).isEqualTo(prefixes.getFirst() + "\n" + prefixes.getLast());
  }

  @Test
  void directoriesAreListedAndUnknownPathsAreNot() throws IOException, InterruptedException {
    var token = token("60").body();

    assertThat(read(META_DATA, token).lines())
        .contains("instance-id", "placement/", "network/", "iam/");
    assertThat(read("/latest/meta-data", token)).isEqualTo(read(META_DATA, token));
    assertThat(get(META_DATA + "colour", token).statusCode()).isEqualTo(404);
    assertThat(get(META_DATA + "instance-id/", token).statusCode()).isEqualTo(404);
  }

  @Test
  void credentialsLastForHours() throws IOException, InterruptedException {
    var token = token("60").body();
    var role = read(META_DATA + "iam/security-credentials/", token);

    var credentials = read(META_DATA + "iam/security-credentials/" + role, token);

    assertThat(credentials)
        .contains("\"Code\" : \"Success\"", "\"Expiration\" : \"2026-01-01T06:00:00Z\"");
  }

  @Test
  void withoutAValidTokenNothingIsTold() throws IOException, InterruptedException {
    var token = token("60").body();
    var path = META_DATA + "instance-id";
    var plain = HttpRequest.newBuilder(uri(path)).build();

    assertThat(http.send(plain, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    assertThat(get(path, "made up").statusCode()).isEqualTo(401);
    world.pass(Duration.ofSeconds(60));
    assertThat(get(path, token).statusCode()).isEqualTo(401);
  }

  @Test
  void aTokenLivesAsLongAsItWasAskedFor() throws IOException, InterruptedException {
    var answer = token("21600");

    assertThat(answer.headers().firstValue(LIFE_HEADER)).contains("21600");
    for (var wrong : List.of("0", "21601", "soon")) {
      assertThat(token(wrong).statusCode()).isEqualTo(400);
    }
  }

  private NetworkInterface primary() {
    return world.ec2().find(instance.primaryEni()).orElseThrow();
  }

  private HttpResponse<String> token(String seconds) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri("/latest/api/token"))
            .header(LIFE_HEADER, seconds)
            .PUT(BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private String read(String path, String token) throws IOException, InterruptedException {
    var answer = get(path, token);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri(path)).header(TOKEN_HEADER, token).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.address().getPort() + path);
  }
}
