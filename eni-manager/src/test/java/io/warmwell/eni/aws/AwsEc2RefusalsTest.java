package io.warmwell.eni.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.pool.EniId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/// What the adapter makes of refusals and of silence.
final class AwsEc2RefusalsTest {
  private static final EniId ENI = new EniId("eni-1");

  private final ScriptedEc2 server = new ScriptedEc2();
  private final AwsEc2 ec2 = server.client();

  @AfterEach
  void close() {
    ec2.close();
    server.close();
  }

  @Test
  void aRefusalIsClassifiedAndNotRepeated() {
    server.refuses(503, "RequestLimitExceeded", "Request limit exceeded.");

    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> ec2.attach(ENI, "i-1", 1))
        .withMessage(
            "AttachNetworkInterface eni=eni-1 instance=i-1 device=1: RequestLimitExceeded: Request"
                + " limit exceeded.")
        .extracting(Ec2Exception::failure, type(Ec2Failure.class))
        .isInstanceOf(Ec2Failure.Throttled.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anEmptyAnswerToADescribeMeansGone() {
    server.answers("DescribeNetworkInterfaces", "<networkInterfaceSet/>");

    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> ec2.describe(ENI))
        .extracting(Ec2Exception::failure, type(Ec2Failure.class))
        .isInstanceOf(Ec2Failure.Gone.class);
  }

  @Test
  void noAnswerIsAmbiguousAndNotRepeated() {
    server.hangsUp();

    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> ec2.delete(ENI))
        .extracting(Ec2Exception::failure, type(Ec2Failure.class))
        .isInstanceOf(Ec2Failure.Ambiguous.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anAnswerThatIsNotEc2sIsAmbiguous() {
    server.answers("DeleteNetworkInterface", "<unclosed>");

    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> ec2.assignPrefixes(ENI, 1))
        .extracting(Ec2Exception::failure, type(Ec2Failure.class))
        .isInstanceOf(Ec2Failure.Ambiguous.class);
  }

  @Test
  void missingCredentialsAreDenied() {
    var without =
        new AwsEc2(
            AwsEc2.clientBuilder("eu-west-1", "warmwell/test")
                .endpointOverride(server.endpoint())
                .credentialsProvider(AwsEc2RefusalsTest::noCredentials)
                .build());

    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> without.delete(ENI))
        .extracting(Ec2Exception::failure, type(Ec2Failure.class))
        .isInstanceOf(Ec2Failure.Denied.class);
    assertThat(server.requests()).isEmpty();
    without.close();
  }

  /// The default chain with nothing to find, but for the instance metadata service, which a test
  /// must not ask.
  private static AwsCredentials noCredentials() {
    try (var profile =
        ProfileCredentialsProvider.builder()
            .profileFile(ProfileFile.aggregator().build())
            .build()) {
      return AwsCredentialsProviderChain.of(profile).resolveCredentials();
    }
  }
}
