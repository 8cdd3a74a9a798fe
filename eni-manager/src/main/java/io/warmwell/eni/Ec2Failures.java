package io.warmwell.eni;

import java.util.Map;
import java.util.function.BiFunction;

/// What EC2's error codes mean for us.
///
/// Sources: the EC2 API reference, "Error codes for the Amazon EC2 API"; for the codes that share
/// `InvalidParameterValue`, messages recorded in issues of amazon-vpc-cni-k8s (#732, #3105).
public final class Ec2Failures {
  private static final String SHARED_CODE = "InvalidParameterValue";
  private static final int TOO_MANY_REQUESTS = 429;

  /// Codes that mean one thing each.
  private static final Map<String, BiFunction<String, String, Ec2Failure>> BY_CODE =
      Map.ofEntries(
          Map.entry("RequestLimitExceeded", Ec2Failure.Throttled::new),
          Map.entry("Throttling", Ec2Failure.Throttled::new),
          Map.entry("ThrottlingException", Ec2Failure.Throttled::new),
          Map.entry("ThrottledException", Ec2Failure.Throttled::new),
          Map.entry("RequestThrottled", Ec2Failure.Throttled::new),
          Map.entry("RequestThrottledException", Ec2Failure.Throttled::new),
          Map.entry("TooManyRequestsException", Ec2Failure.Throttled::new),
          Map.entry("EC2ThrottledException", Ec2Failure.Throttled::new),
          Map.entry("InsufficientFreeAddressesInSubnet", Ec2Failure.SubnetExhausted::new),
          Map.entry("InsufficientCidrBlocks", Ec2Failure.SubnetFragmented::new),
          Map.entry("PrivateIpAddressLimitExceeded", Ec2Failure.LimitReached::new),
          Map.entry("AttachmentLimitExceeded", Ec2Failure.LimitReached::new),
          Map.entry("InvalidInterface.IpAddressLimitExceeded", Ec2Failure.LimitReached::new),
          Map.entry("NetworkInterfaceLimitExceeded", Ec2Failure.LimitReached::new),
          Map.entry("IncorrectState", Ec2Failure.Busy::new),
          Map.entry("IncorrectInstanceState", Ec2Failure.Busy::new),
          Map.entry("ConcurrentTagAccess", Ec2Failure.Busy::new),
          Map.entry("UnauthorizedOperation", Ec2Failure.Denied::new),
          Map.entry("AccessDenied", Ec2Failure.Denied::new),
          Map.entry("AccessDeniedException", Ec2Failure.Denied::new),
          Map.entry("AuthFailure", Ec2Failure.Denied::new),
          Map.entry("Blocked", Ec2Failure.Denied::new),
          Map.entry("ExpiredToken", Ec2Failure.Denied::new),
          Map.entry("ExpiredTokenException", Ec2Failure.Denied::new),
          Map.entry("IncompleteSignature", Ec2Failure.Denied::new),
          Map.entry("InvalidClientTokenId", Ec2Failure.Denied::new),
          Map.entry("MissingAuthenticationToken", Ec2Failure.Denied::new),
          Map.entry("OptInRequired", Ec2Failure.Denied::new),
          Map.entry("PendingVerification", Ec2Failure.Denied::new),
          Map.entry("RequestExpired", Ec2Failure.Denied::new),
          Map.entry("SignatureDoesNotMatch", Ec2Failure.Denied::new),
          Map.entry("UnrecognizedClientException", Ec2Failure.Denied::new),
          // The call would have worked: nobody asked for its effect.
          Map.entry("DryRunOperation", Ec2Failure.Invalid::new),
          Map.entry("FilterLimitExceeded", Ec2Failure.Invalid::new),
          Map.entry("IdempotentParameterMismatch", Ec2Failure.Invalid::new),
          Map.entry("InvalidAction", Ec2Failure.Invalid::new),
          Map.entry("InvalidFilter", Ec2Failure.Invalid::new),
          Map.entry("InvalidInstanceType", Ec2Failure.Invalid::new),
          Map.entry("InvalidParameter", Ec2Failure.Invalid::new),
          Map.entry("InvalidParameterCombination", Ec2Failure.Invalid::new),
          Map.entry("InvalidRequest", Ec2Failure.Invalid::new),
          Map.entry("MissingParameter", Ec2Failure.Invalid::new),
          // For example a primary interface that should be detached, or one a service owns.
          Map.entry("OperationNotPermitted", Ec2Failure.Invalid::new),
          Map.entry("SecurityGroupsPerInterfaceLimitExceeded", Ec2Failure.Invalid::new),
          Map.entry("TagLimitExceeded", Ec2Failure.Invalid::new),
          Map.entry("UnknownParameter", Ec2Failure.Invalid::new),
          Map.entry("UnsupportedOperation", Ec2Failure.Invalid::new),
          Map.entry("ValidationError", Ec2Failure.Invalid::new));

  private Ec2Failures() {}

  /// Classifies an answer of EC2's. A code that is not known here is
  /// [ambiguous][Ec2Failure.Ambiguous]: only a describe can tell what happened.
  ///
  /// @param code EC2's error code, for example `RequestLimitExceeded`
  /// @param message EC2's message
  /// @param httpStatus status of the HTTP answer
  public static Ec2Failure classify(String code, String message, int httpStatus) {
    var known = BY_CODE.get(code);
    if (known != null) {
      return known.apply(code, message);
    }
    if (code.equals(SHARED_CODE)) {
      return byMessage(code, message);
    }
    if (code.endsWith(".NotFound")) {
      return new Ec2Failure.Gone(code, message);
    }
    if (code.endsWith(".InUse")) {
      return new Ec2Failure.Busy(code, message);
    }
    if (code.endsWith(".Malformed")) {
      return new Ec2Failure.Invalid(code, message);
    }
    return httpStatus == TOO_MANY_REQUESTS
        ? new Ec2Failure.Throttled(code, message)
        : new Ec2Failure.Ambiguous(code, message);
  }

  private static Ec2Failure byMessage(String code, String message) {
    // CreateNetworkInterface with a prefix count says "no /28" so, AssignPrivateIpAddresses says
    // InsufficientCidrBlocks.
    if (message.contains("sufficient free Ipv4 addresses or prefixes")) {
      return new Ec2Failure.SubnetFragmented(code, message);
    }
    // "Network interface 'eni-1' is currently in use" and "Instance 'i-1' already has an interface
    // attached at device index '1'".
    if (message.contains("currently in use")
        || message.contains("already has an interface attached at")) {
      return new Ec2Failure.Busy(code, message);
    }
    return new Ec2Failure.Invalid(code, message);
  }
}
