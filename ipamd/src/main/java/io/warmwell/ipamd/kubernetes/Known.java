package io.warmwell.ipamd.kubernetes;

/// What is known of one object of the API server.
public sealed interface Known<T> {

  /// Nothing yet.
  ///
  /// @param trouble what the server said last, or that it has not answered
  record Unread<T>(String trouble) implements Known<T> {}

  /// It does not exist.
  record Missing<T>() implements Known<T> {}

  /// It is there; the last that was heard, if the server does not answer any more.
  record Present<T>(T object) implements Known<T> {}
}
