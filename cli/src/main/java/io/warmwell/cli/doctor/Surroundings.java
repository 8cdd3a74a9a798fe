package io.warmwell.cli.doctor;

import io.warmwell.eni.aws.AwsEc2;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// Where the doctor is: what the process was given, and its way to EC2.
///
/// @param environment variables, as the daemon reads them
/// @param ec2 a client for a region, with the credentials that the daemon would use
public record Surroundings(Map<String, String> environment, Function<String, Ec2Client> ec2) {
  private static final String USER_AGENT = "warmwell-doctor/0.1.0";

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /// Those of this process.
  public static Surroundings ofThisProcess() {
    return new Surroundings(
        System.getenv(), region -> AwsEc2.clientBuilder(region, USER_AGENT).build());
  }
}
