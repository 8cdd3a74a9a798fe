package io.warmwell.ipamd.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ExceptionHandler;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.warmwell.ipamd.kubernetes.Known;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an informer of one object tells, as what is known of it.
///
/// Thread-safe by its monitor: events and failures come on different threads.
final class Follower<T extends HasMetadata, V>
    implements ResourceEventHandler<T>, ExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  private final String what;
  private final Function<T, V> view;
  private final Consumer<Known<V>> listener;
  private boolean read;
  private Optional<String> trouble = Optional.empty();

  Follower(String what, Function<T, V> view, Consumer<Known<V>> listener) {
    this.what = what;
    this.view = view;
    this.listener = listener;
  }

  @Override
  public synchronized void onAdd(T object) {
    tell(new Known.Present<>(view.apply(object)));
  }

  @Override
  public synchronized void onUpdate(T before, T object) {
    tell(new Known.Present<>(view.apply(object)));
  }

  @Override
  public synchronized void onDelete(T object, boolean isFinalStateUnknown) {
    tell(new Known.Missing<>());
  }

  @Override
  public synchronized void onList(String resourceVersion, boolean remainedEmpty) {
    if (remainedEmpty) {
      tell(new Known.Missing<>());
    }
  }

  /// Whatever it is, it is tried again, less and less often.
  @Override
  public synchronized boolean retryAfterException(boolean isStarted, Throwable cause) {
    var words = words(cause);
    if (!trouble.equals(Optional.of(words))) {
      trouble = Optional.of(words);
      log.warn("{} cannot be followed, tried again in the background: {}", what, words);
    }
    if (!read) {
      listener.accept(new Known.Unread<>(words));
    }
    return true;
  }

  private void tell(Known<V> known) {
    if (trouble.isPresent()) {
      trouble = Optional.empty();
      log.info("{} is followed again", what);
    }
    read = true;
    listener.accept(known);
  }

  private String words(Throwable cause) {
    for (var at = Optional.of(cause); at.isPresent(); at = cause(at.get())) {
      if (at.get() instanceof KubernetesClientException refusal && refusal.getCode() > 0) {
        return words(refusal);
      }
    }
    return "the API server does not answer (" + told(cause) + "); tried again in the background";
  }

  private String words(KubernetesClientException refusal) {
    return switch (refusal.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND ->
          "the API server does not know this kind (404); install the custom resource definition";
      case HttpURLConnection.HTTP_FORBIDDEN ->
          "forbidden (403); allow the service account to get, list and watch it";
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          "unauthorized (401); check the service account's token";
      default -> "the API server answers " + refusal.getCode() + " " + refusal.getMessage();
    };
  }

  /// What lies under the wrapping.
  private static String told(Throwable cause) {
    var told = cause;
    for (var at = cause(told); at.isPresent() && !(told instanceof IOException); at = cause(told)) {
      told = at.get();
    }
    var message = Objects.requireNonNullElse(told.getMessage(), "no message");
    return told.getClass().getSimpleName() + ": " + message;
  }

  private static Optional<Throwable> cause(Throwable of) {
    return Optional.ofNullable(of.getCause());
  }
}
