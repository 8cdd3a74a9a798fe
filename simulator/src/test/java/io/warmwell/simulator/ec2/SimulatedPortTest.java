package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.NewInterface.Content;
import io.warmwell.eni.aws.AwsEc2;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// The port in process and the adapter over the AWS SDK tell the same story, with the same calls.
final class SimulatedPortTest {

  @Test
  void anInterfaceLivesItsWholeLife() {
    overBoth(
        (world, ec2) -> {
          var instance = world.launch(TestWorld.TYPE);
          var created = ec2.create(wanted(instance, new Content.Addresses(2), "a"));
          var again = ec2.create(wanted(instance, new Content.Addresses(2), "a"));
          var orphaned = ec2.interfacesOf(instance.id());
          var attachment = ec2.attach(created.id(), instance.id(), 1);
          ec2.deleteOnTermination(created.id(), attachment);
          var described = ec2.describe(created.id());
          ec2.detach(attachment);
          ec2.delete(created.id());

          assertThat(again).isEqualTo(created);
          assertThat(created.addresses()).hasSize(2);
          assertThat(orphaned).hasSize(2).contains(created);
          assertThat(described.attachment())
              .isEqualTo(
                  new Attachment.To(
                      attachment, instance.id(), 1, 0, Attachment.Status.ATTACHED, true));
          assertThat(ec2.interfacesOf(instance.id()))
              .singleElement()
              .returns(instance.primaryEni(), Interface::id);
        });
  }

  @Test
  void blocksComeAndGo() {
    overBoth(
        (world, ec2) -> {
          var instance = world.launch(TestWorld.TYPE);
          var eni = ec2.create(wanted(instance, new Content.Prefixes(2), "b")).id();
          var addresses = ec2.assignAddresses(eni, 3);
          var prefixes = ec2.assignPrefixes(eni, 1);
          ec2.unassign(eni, List.of(addresses.getFirst().toPrefix(), prefixes.getFirst()));
          ec2.tag(eni, Map.of("colour", "red"));
          var described = ec2.describe(eni);

          assertThat(described.addresses()).isEqualTo(addresses.subList(1, 3));
          assertThat(described.prefixes()).hasSize(2).doesNotContain(prefixes.getFirst());
          assertThat(described.tags()).containsEntry("colour", "red");
        });
  }

  @Test
  void subnetsAndLimitsAreTold() {
    overBoth(
        (_, ec2) -> {
          assertThat(ec2.subnet(TestWorld.TINY))
              .returns(27, subnet -> subnet.availableAddresses())
              .returns("eu-central-1a", subnet -> subnet.availabilityZone());
          assertThat(ec2.limits(TestWorld.TYPE)).isEqualTo(new InterfaceLimits(3, 10));
        });
  }

  @Test
  void refusalsAreClassified() {
    overBoth(
        (world, ec2) -> {
          var instance = world.launch(TestWorld.TYPE);
          var primary = instance.primaryEni();

          assertFailure(Ec2Failure.Gone.class, () -> ec2.describe(new EniId("eni-0dead")));
          assertFailure(Ec2Failure.LimitReached.class, () -> ec2.assignAddresses(primary, 10));
          assertFailure(Ec2Failure.Busy.class, () -> ec2.delete(primary));
          assertFailure(Ec2Failure.Invalid.class, () -> ec2.limits("m5.tiny"));
          assertFailure(
              Ec2Failure.SubnetFragmented.class, () -> ec2.create(inTiny(new Content.Prefixes(1))));
          assertFailure(
              Ec2Failure.SubnetExhausted.class,
              () -> ec2.create(inTiny(new Content.Addresses(27))));
        });
  }

  private static void overBoth(BiConsumer<TestWorld, Ec2> story) {
    var inProcess = TestWorld.prompt(5);
    story.accept(inProcess, inProcess.ec2().port());
    var overHttp = callsOver(story);
    assertThat(inProcess.ec2().callsByAction()).isEqualTo(overHttp);
  }

  private static Map<String, Long> callsOver(BiConsumer<TestWorld, Ec2> story) {
    var world = TestWorld.prompt(5);
    var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var server = new Ec2HttpServer(world.ec2(), anywhere);
        var adapter = adapter(server.address().getPort())) {
      story.accept(world, adapter);
      return world.ec2().callsByAction();
    }
  }

  private static AwsEc2 adapter(int port) {
    return new AwsEc2(
        AwsEc2.clientBuilder("eu-central-1", "test")
            .endpointOverride(URI.create("http://localhost:" + port))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build());
  }

  private static NewInterface wanted(Instance instance, Content content, String token) {
    return new NewInterface(
        TestWorld.SUBNET,
        List.of("sg-0b"),
        content,
        "of a test",
        Map.of(Interface.INSTANCE_TAG, instance.id()),
        token);
  }

  private static NewInterface inTiny(Content content) {
    return new NewInterface(TestWorld.TINY, List.of(), content, "", Map.of(), "tiny" + content);
  }

  private static void assertFailure(Class<? extends Ec2Failure> expected, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            Ec2Exception.class, e -> assertThat(e.failure()).isInstanceOf(expected));
  }
}
