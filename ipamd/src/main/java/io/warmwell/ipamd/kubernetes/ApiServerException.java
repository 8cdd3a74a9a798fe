package io.warmwell.ipamd.kubernetes;

/// A connection to the API server that cannot be made as it is configured.
public final class ApiServerException extends RuntimeException {

  public ApiServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
