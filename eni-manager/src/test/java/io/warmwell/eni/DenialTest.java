package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DenialTest {
  private static final String WORDS =
      "You are not authorized to perform this operation. User: arn:aws:sts::123456789012:"
          + "assumed-role/node/i-1 is not authorized to perform: ec2:CreateTags on resource:"
          + " arn:aws:ec2:eu-central-1:123456789012:network-interface/* because no identity-based"
          + " policy allows the ec2:CreateTags action.";

  @Test
  void theActionThatEc2NamesIsMissing() {
    var denial = unauthorized("CreateNetworkInterface", WORDS);

    assertThat(denial.permission()).isEqualTo("ec2:CreateTags");
    assertThat(denial.advice()).startsWith("add ec2:CreateTags to the daemon's role");
  }

  @Test
  void theActionThatWasCalledIsMissingIfEc2NamesNone() {
    var denial = unauthorized("AttachNetworkInterface", "You are not authorized");

    assertThat(denial.permission()).isEqualTo("ec2:AttachNetworkInterface");
  }

  @Test
  void whatNobodyCanReadIsLeftOut() {
    var denial =
        unauthorized("CreateTags", WORDS + " Encoded authorization failure message: 8sJ2k" + "x");

    assertThat(denial.reason()).isEqualTo("UnauthorizedOperation: " + WORDS);
  }

  @Test
  void theMessageOfAnExceptionSaysWhatToDo() {
    var failure = new Ec2Failure.Denied("UnauthorizedOperation", "You are not authorized");
    var denied = new Ec2Exception("DetachNetworkInterface", "attachment=eni-attach-1", failure);

    assertThat(denied)
        .hasMessage(
            "DetachNetworkInterface attachment=eni-attach-1: denied: ec2:DetachNetworkInterface"
                + " (UnauthorizedOperation: You are not authorized); add"
                + " ec2:DetachNetworkInterface to the daemon's role: `warmwell iam-policy` prints"
                + " all that it needs, `warmwell doctor --permissions` tries each");
    assertThat(denied.denial()).map(Denial::kind).contains(Denial.Kind.PERMISSION);
  }

  @Test
  void whatIsNotDeniedHasNoDenial() {
    var failure = new Ec2Failure.Throttled("RequestLimitExceeded", "slow down");

    var throttled = new Ec2Exception("DeleteNetworkInterface", "eni=eni-1", failure);

    assertThat(throttled.denial()).isEmpty();
    assertThat(throttled)
        .hasMessage("DeleteNetworkInterface eni=eni-1: RequestLimitExceeded: slow down");
  }

  @Test
  void credentialsThatAreMissingOrTooOldAreToldApart() {
    assertThat(new Denial("CreateTags", new Ec2Failure.Denied("SdkClientException", "")).advice())
        .startsWith("there are no credentials");
    assertThat(new Denial("CreateTags", new Ec2Failure.Denied("RequestExpired", "")).advice())
        .isEqualTo("set the node's clock");
    assertThat(new Denial("CreateTags", new Ec2Failure.Denied("AuthFailure", "")).advice())
        .startsWith("the credentials are not good");
  }

  @ParameterizedTest
  @CsvSource({
    "UnauthorizedOperation, PERMISSION",
    "AccessDenied, PERMISSION",
    "AuthFailure, CREDENTIALS",
    "ExpiredToken, CREDENTIALS",
    "SdkClientException, CREDENTIALS",
    "OptInRequired, ACCOUNT",
    "PendingVerification, ACCOUNT"
  })
  void theCodeTellsWhatIsWrong(String code, Denial.Kind kind) {
    var denial = new Denial("CreateTags", new Ec2Failure.Denied(code, ""));

    assertThat(denial.kind()).isEqualTo(kind);
  }

  private static Denial unauthorized(String action, String words) {
    return new Denial(action, new Ec2Failure.Denied("UnauthorizedOperation", words));
  }
}
