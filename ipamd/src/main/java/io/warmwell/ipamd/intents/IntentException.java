package io.warmwell.ipamd.intents;

/// An intent could not be written, so that what it is about was not begun. The message names the
/// file, the error and the next step.
public final class IntentException extends RuntimeException {
  IntentException(String message, Throwable cause) {
    super(message, cause);
  }
}
