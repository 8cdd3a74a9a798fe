package io.warmwell.eni.imds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/// Single requests to the instance metadata service, without retries.
///
/// Thread-safe: it keeps no state.
///
/// @param endpoint where the service is, without a path
/// @param attemptMax how long to wait for a connection, and again for an answer
record MetadataHttp(URI endpoint, Duration attemptMax) {
  private static final String TOKEN_PATH = "/latest/api/token";
  private static final String TTL_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";
  private static final int TOO_MANY_REQUESTS = 429;

  /// What came back.
  sealed interface Answer {

    /// The body.
    record Text(String text) implements Answer {}

    /// Status 404.
    record NoSuchEntry() implements Answer {}

    /// Status 401: the token has expired.
    record TokenRefused(String why) implements Answer {}

    /// A status that another attempt will not change.
    record Refused(String why) implements Answer {}

    /// No answer, throttling, or a fault of the service's.
    record Unanswered(String why, Throwable cause) implements Answer {}
  }

  /// Asks for a token.
  Answer grantToken(Duration ttl) {
    try {
      var connection = connection("PUT", TOKEN_PATH);
      connection.setRequestProperty(TTL_HEADER, Long.toString(ttl.toSeconds()));
      var granted = answer(connection);
      return granted instanceof Answer.NoSuchEntry
          ? new Answer.Refused(
              "PUT " + endpoint + TOKEN_PATH + ": 404: this is not a metadata service version 2")
          : granted;
    } catch (SocketTimeoutException e) {
      // The answer to this PUT, and no other, is sent with a limited number of hops.
      return new Answer.Unanswered(
          "PUT "
              + endpoint
              + TOKEN_PATH
              + ": the metadata service did not answer within "
              + attemptMax.toMillis()
              + " ms; if this runs in a pod network raise HttpPutResponseHopLimit to 2 or use"
              + " hostNetwork",
          e);
    } catch (IOException e) {
      return unanswered("PUT", TOKEN_PATH, e);
    }
  }

  /// Reads an entry.
  Answer read(String path, String token) {
    try {
      var connection = connection("GET", path);
      connection.setRequestProperty(TOKEN_HEADER, token);
      return answer(connection);
    } catch (IOException e) {
      return unanswered("GET", path, e);
    }
  }

  private HttpURLConnection connection(String method, String path) throws IOException {
    // A link-local service must not be asked through a proxy.
    var connection =
        (HttpURLConnection) URI.create(endpoint + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) attemptMax.toMillis());
    connection.setReadTimeout((int) attemptMax.toMillis());
    connection.setInstanceFollowRedirects(false);
    return connection;
  }

  private static Answer answer(HttpURLConnection connection) throws IOException {
    try {
      var status = connection.getResponseCode();
      var asked = connection.getRequestMethod() + " " + connection.getURL() + ": " + status;
      return switch (status) {
        case HttpURLConnection.HTTP_OK -> {
          try (var body = connection.getInputStream()) {
            yield new Answer.Text(new String(body.readAllBytes(), UTF_8));
          }
        }
        case HttpURLConnection.HTTP_NOT_FOUND -> new Answer.NoSuchEntry();
        case HttpURLConnection.HTTP_UNAUTHORIZED -> new Answer.TokenRefused(asked);
        case HttpURLConnection.HTTP_FORBIDDEN ->
            new Answer.Refused(
                asked
                    + ": the metadata service is turned off; enable HttpEndpoint for the instance");
        default ->
            status >= HttpURLConnection.HTTP_INTERNAL_ERROR || status == TOO_MANY_REQUESTS
                ? new Answer.Unanswered(asked, new IOException("HTTP status " + status))
                : new Answer.Refused(asked);
      };
    } finally {
      connection.disconnect();
    }
  }

  private Answer unanswered(String method, String path, IOException e) {
    return new Answer.Unanswered(
        method
            + " "
            + endpoint
            + path
            + ": "
            + e.getClass().getSimpleName()
            + ": "
            + e.getMessage(),
        e);
  }
}
