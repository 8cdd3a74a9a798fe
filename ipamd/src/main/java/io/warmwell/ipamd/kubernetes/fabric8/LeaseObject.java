package io.warmwell.ipamd.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.warmwell.ipamd.election.LeaseException;
import io.warmwell.ipamd.election.LeaseStore;
import io.warmwell.ipamd.election.Tenure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A Lease of `coordination.k8s.io/v1`. Thread-safe, as the client is.
final class LeaseObject implements LeaseStore {
  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  LeaseObject(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  @Override
  public Optional<Tenure> read() {
    return Optional.ofNullable(
            called("get", () -> client.leases().inNamespace(namespace).withName(name).get()))
        .map(LeaseObject::tenure);
  }

  @Override
  public Tenure write(Tenure tenure) {
    var isNew = tenure.version().isEmpty();
    var wanted = client.leases().inNamespace(namespace).resource(lease(tenure));
    // The version goes with it: the server refuses a write over another one.
    var written = called(isNew ? "create" : "update", isNew ? wanted::create : wanted::update);
    return tenure(
        Optional.ofNullable(written)
            .orElseThrow(() -> new LeaseException(subject() + " was written and is not there")));
  }

  private <T> @Nullable T called(String verb, Supplier<? extends @Nullable T> call) {
    try {
      return call.get();
    } catch (KubernetesClientException e) {
      throw new LeaseException(verb + " " + subject() + ": " + e.getMessage(), e);
    }
  }

  private String subject() {
    return "Lease " + namespace + "/" + name;
  }

  private Lease lease(Tenure tenure) {
    var builder =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withResourceVersion(tenure.version().isEmpty() ? null : tenure.version())
            .endMetadata();
    return builder
        .withNewSpec()
        .withHolderIdentity(tenure.holder())
        .withLeaseDurationSeconds((int) tenure.length().toSeconds())
        .withAcquireTime(time(tenure.acquired()))
        .withRenewTime(time(tenure.renewed()))
        .withLeaseTransitions(tenure.transitions())
        .endSpec()
        .build();
  }

  private static Tenure tenure(Lease lease) {
    var spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
    return new Tenure(
        Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
        Duration.ofSeconds(Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0)),
        instant(spec.getAcquireTime()),
        instant(spec.getRenewTime()),
        Objects.requireNonNullElse(spec.getLeaseTransitions(), 0),
        lease.getMetadata().getResourceVersion());
  }

  private static ZonedDateTime time(Instant instant) {
    return instant.atZone(ZoneOffset.UTC);
  }

  private static Instant instant(@Nullable ZonedDateTime time) {
    return time == null ? Instant.EPOCH : time.toInstant();
  }
}
