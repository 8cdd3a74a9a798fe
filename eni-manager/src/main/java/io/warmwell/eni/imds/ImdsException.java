package io.warmwell.eni.imds;

/// The instance metadata service did not tell what was asked. The message says what was asked, what
/// came back, and what to do about it.
public final class ImdsException extends RuntimeException {

  ImdsException(String message) {
    super(message);
  }

  ImdsException(String message, Throwable cause) {
    super(message, cause);
  }
}
