package io.warmwell.cni.protocol;

/// A request that cannot be served as it stands, with the error its caller gets.
public final class CniRefusal extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient CniError error;

  /// @param next what the operator can do about it
  public CniRefusal(int code, String message, String next) {
    super(message);
    this.error = new CniError(code, message, next);
  }

  /// What the caller is told.
  public CniError error() {
    return error;
  }
}
