package io.warmwell.contract;

import io.warmwell.eni.aws.AwsEc2;
import io.warmwell.simulator.ec2.Ec2HttpServer;
import io.warmwell.simulator.ec2.RolePolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// The simulator through the AWS SDK and HTTP, as the daemon sees it.
final class SimulatorOverHttp implements WireLandlord {
  private final SimulatedVpc vpc = new SimulatedVpc();
  private final Ec2HttpServer server =
      new Ec2HttpServer(vpc.ec2(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final Ec2Client client =
      AwsEc2.clientBuilder(SimulatedVpc.REGION, "warmwell/test")
          .endpointOverride(URI.create("http://127.0.0.1:" + server.address().getPort()))
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
          .build();
  private final AwsEc2 ec2 = new AwsEc2(client);

  @Override
  public Premises premises() {
    return vpc.premises(ec2);
  }

  @Override
  public Ec2Client client() {
    return client;
  }

  /// What callers may do.
  RolePolicy policy() {
    return server.policy();
  }

  @Override
  public void close() {
    ec2.close();
    server.close();
  }
}
