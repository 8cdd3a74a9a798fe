package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;

/// LocalStack through the AWS SDK, as the daemon sees it: the contract with all [Divergence]s, each
/// of which must show.
@ExtendWith(SharedLocalStack.class)
final class LocalStackContractIT {
  private static final Divergences DIVERGENCES = Divergences.all();

  /// Each test has an account of its own.
  private static final AtomicInteger ACCOUNTS = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // by start, before any test
  private static LocalStack localStack;

  @BeforeAll
  static void start(LocalStack running) {
    localStack = running;
  }

  @AfterAll
  static void everyDivergenceHasBeenSeen() {
    assertThat(DIVERGENCES.unseen()).as("listed, and seen by no test").isEmpty();
  }

  private static LocalStackLandlord newLandlord() {
    return new LocalStackLandlord(
        localStack.client("%012d".formatted(ACCOUNTS.incrementAndGet())), DIVERGENCES);
  }

  /// The life of interfaces.
  @Nested
  final class Life extends InterfaceLifeContract {

    @Override
    protected Landlord landlord() {
      return newLandlord();
    }
  }

  /// What interfaces hold.
  @Nested
  final class Content extends InterfaceContentContract {

    @Override
    protected Landlord landlord() {
      return newLandlord();
    }
  }

  /// What interfaces hold of IPv6.
  @Nested
  final class Ipv6 extends InterfaceIpv6Contract {

    @Override
    protected Landlord landlord() {
      return newLandlord();
    }
  }

  /// What is asked for a whole cluster.
  @Nested
  final class Cluster extends ClusterContract {

    @Override
    protected Landlord landlord() {
      return newLandlord();
    }
  }

  /// Subnets and security groups.
  @Nested
  final class Places extends PlacesContract {

    @Override
    protected Landlord landlord() {
      return newLandlord();
    }
  }

  /// What may be done.
  @Nested
  final class Permission extends PermissionContract {

    @Override
    protected WireLandlord wireLandlord() {
      return newLandlord();
    }
  }

  /// What the port hides: how LocalStack answers on the wire.
  @Nested
  final class Wire {
    private static final String ACCOUNT = "999999999999";
    private static final int INTERFACES = 7;
    private static final String MAC = "([0-9a-f]{2}:){5}[0-9a-f]{2}";

    @Test
    void anAnswerHasNoMoreThanWasAskedFor() throws InterruptedException {
      try (var client = localStack.plainClient(ACCOUNT)) {
        var subnet = subnet(client);
        for (var i = 0; i < INTERFACES; i++) {
          client.createNetworkInterface(it -> it.subnetId(subnet));
        }

        var answer =
            client.describeNetworkInterfaces(
                it -> it.maxResults(5).filters(filter("subnet-id", subnet)));

        DIVERGENCES.promise(
            Divergence.ONE_PAGE,
            () -> assertThat(answer.networkInterfaces()).hasSize(5),
            () -> {
              assertThat(answer.networkInterfaces()).hasSize(INTERFACES);
              assertThat(answer.nextToken()).isNull();
            });
      }
    }

    @Test
    void aFilterThatIsNotKnownIsRefused() throws InterruptedException {
      try (var client = localStack.plainClient(ACCOUNT)) {
        DIVERGENCES.promise(
            Divergence.FILTERS_UNKNOWN,
            () -> assertThat(describeByDevice(client).networkInterfaces()).isEmpty(),
            () ->
                assertThatThrownBy(() -> describeByDevice(client))
                    .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        refused -> assertThat(refused.statusCode()).isGreaterThanOrEqualTo(500)));
      }
    }

    @Test
    void aMacAddressIsSixHexadecimalOctets() throws InterruptedException {
      try (var client = localStack.plainClient(ACCOUNT)) {
        var subnet = subnet(client);

        var mac =
            client
                .createNetworkInterface(it -> it.subnetId(subnet))
                .networkInterface()
                .macAddress();

        DIVERGENCES.promise(
            Divergence.MACS_MALFORMED,
            () -> assertThat(mac).matches(MAC),
            () -> assertThat(ReadableMacs.read(mac)).matches(MAC));
      }
    }

    private static String subnet(Ec2Client client) {
      var vpc = client.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
      return client.createSubnet(it -> it.vpcId(vpc).cidrBlock("10.0.0.0/20")).subnet().subnetId();
    }

    private static DescribeNetworkInterfacesResponse describeByDevice(Ec2Client client) {
      return client.describeNetworkInterfaces(
          it -> it.filters(filter("attachment.device-index", "9")));
    }

    private static Filter filter(String name, String value) {
      return Filter.builder().name(name).values(value).build();
    }
  }
}
