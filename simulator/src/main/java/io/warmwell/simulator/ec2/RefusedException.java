package io.warmwell.simulator.ec2;

/// EC2's answer to a request that it does not carry out.
///
/// Codes and HTTP statuses: EC2 API reference, "Error codes for the Amazon EC2 API".
public final class RefusedException extends RuntimeException {
  private final String code;

  RefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// EC2's error code, for example `InvalidNetworkInterfaceID.NotFound`.
  public String code() {
    return code;
  }

  /// EC2's message.
  public String reason() {
    return String.valueOf(getMessage());
  }

  /// The HTTP status that EC2 answers with, 400 to 503.
  public int httpStatus() {
    return switch (code) {
      case "AuthFailure" -> 401;
      case "UnauthorizedOperation" -> 403;
      case "DryRunOperation" -> 412;
      case "RequestLimitExceeded" -> 503;
      default -> 400;
    };
  }
}
