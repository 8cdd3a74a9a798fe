package io.warmwell.ipamd.ipv6;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DualStackLeasesTest {
  private static final NodePrefix.State PRESENT =
      new NodePrefix.State.Present(Ipv6Prefix.parse("2001:db8:0:1:a::/80"));
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("10.0.1.10");
  private static final String IPV6 = "2001:db8:0:1:a:0:a00:10a";

  private final OneAddress addresses = new OneAddress();
  private NodePrefix.State state = PRESENT;
  private final Leases leases = new DualStackLeases(addresses, () -> state);

  @Test
  void whoGetsAnAddressGetsTheOtherMadeOfIt() {
    var given = new ArrayList<Leases.Answer>();

    leases.assign(pod("a"), given::add);

    assertThat(given).singleElement().isInstanceOf(Leases.Answer.Leased.class);
    var lease = ((Leases.Answer.Leased) given.getFirst()).lease();
    assertThat(lease.address()).hasToString("10.0.1.10");
    assertThat(lease.ipv6()).map(Object::toString).hasValue(IPV6);
  }

  @Test
  void theSameIsFoundAndListed() {
    leases.assign(pod("a"), _ -> {});
    var found = new ArrayList<Leases.Found>();
    var listed = new ArrayList<Leases.Lease>();

    leases.find(pod("a").key(), found::add);
    leases.leases("net", listed::addAll);

    assertThat(found)
        .singleElement()
        .isInstanceOfSatisfying(
            Leases.Found.Lease.class,
            it -> assertThat(it.lease().ipv6()).map(Object::toString).hasValue(IPV6));
    assertThat(listed)
        .singleElement()
        .extracting(Leases.Lease::ipv6)
        .isEqualTo(Optional.of(((NodePrefix.State.Present) PRESENT).prefix().embedding(ADDRESS)));
  }

  @Test
  void withoutAPrefixNothingIsLeasedAndEverybodyLearnsWhy() {
    state = new NodePrefix.State.Missing("UnauthorizedOperation: not allowed");
    var given = new ArrayList<Leases.Answer>();
    var ready = new ArrayList<Leases.Readiness>();

    leases.assign(pod("a"), given::add);
    leases.readiness(ready::add);

    assertThat(given)
        .singleElement()
        .isInstanceOfSatisfying(
            Leases.Answer.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(11);
              assertThat(refused.details())
                  .contains("UnauthorizedOperation", "AssignIpv6Addresses");
            });
    assertThat(ready).singleElement().isInstanceOf(Leases.Readiness.NotReady.class);
    assertThat(addresses.leased).isEmpty();
  }

  @Test
  void aPodCanBeReleasedWithoutAPrefix() {
    leases.assign(pod("a"), _ -> {});
    state = new NodePrefix.State.Missing("EC2 has not answered yet");
    var done = new ArrayList<String>();

    leases.release(pod("a").key(), () -> done.add("done"));

    assertThat(done).hasSize(1);
    assertThat(addresses.leased).isEmpty();
  }

  private static Attachment pod(String name) {
    return new Attachment(
        new AttachmentKey("net", name, "eth0"), new PodName("default", name), "eni" + name);
  }

  /// Leases that give everybody the same address.
  private static final class OneAddress implements Leases {
    private final TreeMap<String, Lease> leased = new TreeMap<>();

    @Override
    public void assign(Attachment attachment, Consumer<Answer> answer) {
      var lease = new Lease(attachment, ADDRESS, 1);
      leased.put(attachment.key().container(), lease);
      answer.accept(new Answer.Leased(lease, false));
    }

    @Override
    public void find(AttachmentKey key, Consumer<Found> answer) {
      var lease = leased.get(key.container());
      answer.accept(lease == null ? new Found.Nothing() : new Found.Lease(lease, List.of()));
    }

    @Override
    public void leases(String network, Consumer<List<Lease>> answer) {
      answer.accept(List.copyOf(leased.values()));
    }

    @Override
    public void readiness(Consumer<Readiness> answer) {
      answer.accept(new Readiness.Ready());
    }

    @Override
    public void release(AttachmentKey key, Runnable done) {
      leased.remove(key.container());
      done.run();
    }
  }
}
