package io.warmwell.eni;

import java.util.Map;
import java.util.regex.Pattern;

/// Why AWS does not let the daemon do something, and what a person does about it.
///
/// @param action EC2's name of what was called, for example `CreateNetworkInterface`
/// @param failure what came back
public record Denial(String action, Ec2Failure.Denied failure) {

  /// EC2 says so of what a policy does not allow. The action may be another than the one called: a
  /// creation with tags takes `ec2:CreateTags`, too.
  private static final Pattern NOT_AUTHORIZED =
      Pattern.compile("is not authorized to perform: (?<permission>[A-Za-z0-9]+:[A-Za-z0-9]+)");

  /// Kilobytes that nobody can read. Source: STS API reference, "DecodeAuthorizationMessage".
  private static final Pattern ENCODED =
      Pattern.compile("(?s)\\s*Encoded authorization failure message:.*");

  private static final String LOOK_AT_ROLE =
      "the credentials are not good: look at the role of the node or of the daemon's service"
          + " account";

  private static final Map<String, String> CREDENTIALS_ADVICE =
      Map.of(
          "RequestExpired",
          "set the node's clock",
          // The SDK's own, before anything is sent.
          "SdkClientException",
          "there are no credentials: give the node an instance profile, or the daemon's service"
              + " account a role by IRSA or Pod Identity");

  private static final String ACCOUNT_ADVICE = "the account itself is not ready: ask AWS";

  private static final Map<String, Kind> BY_CODE =
      Map.of(
          "UnauthorizedOperation", Kind.PERMISSION,
          "AccessDenied", Kind.PERMISSION,
          "AccessDeniedException", Kind.PERMISSION,
          "OptInRequired", Kind.ACCOUNT,
          "PendingVerification", Kind.ACCOUNT,
          "Blocked", Kind.ACCOUNT);

  /// What a denial is about.
  public enum Kind {
    /// The role may not do this, whoever asks.
    PERMISSION,
    /// AWS does not accept the credentials, or there are none.
    CREDENTIALS,
    /// The account may do nothing.
    ACCOUNT
  }

  /// What it is about.
  public Kind kind() {
    return BY_CODE.getOrDefault(failure.code(), Kind.CREDENTIALS);
  }

  /// What has to be allowed, as policies name it.
  public String permission() {
    var named = NOT_AUTHORIZED.matcher(failure.message());
    return named.find() ? named.group("permission") : "ec2:" + action;
  }

  /// What AWS said, as far as people can read it.
  public String reason() {
    return failure.code() + ": " + ENCODED.matcher(failure.message()).replaceAll("");
  }

  /// What to do about it.
  public String advice() {
    return switch (kind()) {
      case PERMISSION ->
          "add "
              + permission()
              + " to the daemon's role: `warmwell iam-policy` prints all that it needs, `warmwell"
              + " doctor --permissions` tries each";
      case CREDENTIALS -> CREDENTIALS_ADVICE.getOrDefault(failure.code(), LOOK_AT_ROLE);
      case ACCOUNT -> ACCOUNT_ADVICE;
    };
  }

  /// All of it in a sentence.
  @Override
  public String toString() {
    return "denied: " + permission() + " (" + reason() + "); " + advice();
  }
}
