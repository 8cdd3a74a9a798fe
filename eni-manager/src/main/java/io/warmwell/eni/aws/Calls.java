package io.warmwell.eni.aws;

import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Ec2Failures;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/// The SDK's exceptions as ours: every call goes through here.
final class Calls {
  private static final int HTTP_OK = 200;

  private Calls() {}

  /// EC2 answered without the thing asked for, which it should have refused with this code.
  static Ec2Exception absent(String action, String subject, String code) {
    return new Ec2Exception(
        action, subject, Ec2Failures.classify(code, "the answer is empty", HTTP_OK));
  }

  static <T> T call(String action, String subject, Supplier<T> body) {
    try {
      return body.get();
    } catch (AwsServiceException e) {
      throw new Ec2Exception(action, subject, classify(e), e);
    } catch (SdkClientException e) {
      throw new Ec2Exception(action, subject, unanswered(e), e);
    }
  }

  /// What an exception of the SDK's says of a call.
  static Ec2Failure classify(SdkException e) {
    return e instanceof AwsServiceException answered ? classify(answered) : unanswered(e);
  }

  private static Ec2Failure classify(AwsServiceException e) {
    var details = e.awsErrorDetails();
    if (details == null) {
      return unanswered(e);
    }
    return Ec2Failures.classify(
        Objects.requireNonNullElse(details.errorCode(), "Unknown"),
        Objects.requireNonNullElse(details.errorMessage(), "no message"),
        e.statusCode());
  }

  private static Ec2Failure unanswered(RuntimeException e) {
    var code = e.getClass().getSimpleName();
    var message = Objects.requireNonNullElse(e.getMessage(), "no message");
    // The SDK has no type for this one; nothing was sent.
    return message.startsWith("Unable to load credentials")
        ? new Ec2Failure.Denied(code, message)
        : new Ec2Failure.Ambiguous(code, message);
  }
}
