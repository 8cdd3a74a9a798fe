package io.warmwell.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.aws.AwsEc2;
import io.warmwell.eni.imds.Imds;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.Action;
import io.warmwell.simulator.ec2.Ec2HttpServer;
import io.warmwell.simulator.ec2.ImdsServer;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.Launch;
import io.warmwell.simulator.ec2.ServerSockets;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.VpcConfiguration;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;

final class DoctorCommandTest {
  private static final SubnetId SUBNET = new SubnetId("subnet-0a");
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final AwsCredentialsProvider GOOD =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));

  private final SimulatedEc2 ec2 = new SimulatedEc2(vpc(), InstantSource.system(), 1);
  private final Ec2HttpServer api = new Ec2HttpServer(ec2, ANY_PORT);
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private AwsCredentialsProvider credentials = GOOD;
  private ImdsServer metadata;

  @BeforeEach
  void launch() {
    var instance =
        ec2.runInstance(new Launch(ec2.newInstanceId(), "m5.large", SUBNET, List.of(), Map.of()));
    metadata = new ImdsServer(ec2, _ -> Optional.of(instance.id()));
    metadata.alsoListen(ServerSockets.open(ANY_PORT));
    environment.put(Imds.ENDPOINT_VARIABLE, url(metadata.address()));
  }

  @AfterEach
  void stop() {
    metadata.close();
    api.close();
  }

  @Test
  void aNodeThatMayDoEverythingIsHealthy() {
    assertThat(run("--permissions")).isZero();

    assertThat(out.toString())
        .startsWith("permissions, tried on i-")
        .contains("(m5.large) in eu-central-1")
        .containsPattern("ec2:AssignPrivateIpAddresses +allowed +give an interface addresses")
        .doesNotContain("AssignIpv6Addresses")
        .endsWith(" tried, 0 denied, 0 unknown\n");
  }

  @Test
  void aDeniedActionIsNamedWithReasonAndFix() {
    api.policy().deny(Action.ASSIGN_PRIVATE_IP_ADDRESSES);
    api.policy().deny(Action.CREATE_TAGS);

    assertThat(run("--permissions")).isEqualTo(1);

    assertThat(out.toString())
        .containsPattern("ec2:AssignPrivateIpAddresses +DENIED")
        .containsPattern("ec2:CreateTags +DENIED")
        .containsPattern("ec2:CreateNetworkInterface +allowed")
        .contains(
            """
            ec2:AssignPrivateIpAddresses is denied
              why  UnauthorizedOperation: You are not authorized to perform this operation. User: \
            """)
        .contains("  fix  add ec2:CreateTags to the daemon's role: `warmwell iam-policy` prints")
        .doesNotContain("Encoded")
        .endsWith(" 2 denied, 0 unknown\n");
  }

  @Test
  void withoutAnOptionEverythingIsExamined() {
    api.policy().deny(Action.DESCRIBE_SUBNETS);

    assertThat(run()).isEqualTo(1);

    assertThat(out.toString()).contains("ec2:DescribeSubnets is denied");
  }

  @Test
  void theSettingsSayWhichActionsTheDaemonCalls() {
    environment.put("ENABLE_IPv6", "true");

    assertThat(run("--permissions")).isZero();
    assertThat(out.toString()).containsPattern("ec2:AssignIpv6Addresses +allowed");

    environment.put("ENABLE_IPv6", "yes");

    assertThat(run("--permissions")).isEqualTo(2);
    assertThat(err.toString()).contains("the daemon would not start with these settings", "yes");
  }

  @Test
  void whereThereIsNoMetadataItSaysWhereToRun() {
    metadata.close();

    assertThat(run("--permissions")).isEqualTo(1);

    assertThat(out.toString())
        .startsWith("permissions: cannot tell which instance this is: ")
        .contains("  fix  run it on a node");
  }

  @Test
  void withoutCredentialsItSaysSoOnce() {
    credentials =
        () -> {
          throw SdkClientException.create("Unable to load credentials from any of the providers");
        };

    assertThat(run("--permissions")).isEqualTo(1);

    assertThat(out.toString())
        .startsWith("permissions: EC2 ")
        .contains("Unable to load credentials", "  fix  ")
        .hasLineCount(2);
  }

  @Test
  void helpNamesOptionsAndExitCodes() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString()).contains("--permissions", "Exit codes:", "Examples:");
  }

  private int run(String... arguments) {
    var surroundings = new Surroundings(environment, this::client);
    return new CommandLine(new DoctorCommand(surroundings))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Ec2Client client(String region) {
    return AwsEc2.clientBuilder(region, "warmwell/test")
        .endpointOverride(URI.create(url(api.address())))
        .credentialsProvider(credentials)
        .build();
  }

  private static String url(InetSocketAddress address) {
    return "http://127.0.0.1:" + address.getPort();
  }

  private static VpcConfiguration vpc() {
    var type = InstanceTypeLimits.nitro("m5.large", new InterfaceLimits(3, 10), 2);
    return new VpcConfiguration(
        "vpc-0a",
        "eu-central-1",
        List.of(Ipv4Prefix.parse("10.0.0.0/16")),
        List.of(
            new SubnetConfiguration(
                SUBNET, Ipv4Prefix.parse("10.0.0.0/20"), "eu-central-1a", Map.of())),
        List.of(new SecurityGroup("sg-0a", "default", Map.of())),
        name -> Optional.of(type).filter(it -> it.name().equals(name)),
        Latencies.NONE);
  }
}
