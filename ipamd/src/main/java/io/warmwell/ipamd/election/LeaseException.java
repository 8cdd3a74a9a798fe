package io.warmwell.ipamd.election;

/// A Lease that could not be read or written. The message says which, and what came back.
public final class LeaseException extends RuntimeException {

  public LeaseException(String message, Throwable cause) {
    super(message, cause);
  }

  public LeaseException(String message) {
    super(message);
  }
}
