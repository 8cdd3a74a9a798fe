package io.warmwell.cni.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.lab.Lab;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pods come and go while everything is compared all the time, with the real kernel: the one does
/// not get in the way of the other.
final class MendRaceIT {
  private static final Ipv6Prefix PREFIX = Ipv6Prefix.parse("2001:db8:0:1:a::/80");
  private static final int CALLERS = 4;
  private static final int TURNS = 40;

  // An attachment that comes back gets another address, as from a pool in which the last one rests.
  private static final int ADDRESSES_PER_CALLER = 10;

  private final Map<AttachmentKey, Leases.Lease> leased = new ConcurrentHashMap<>();
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
  private final List<PodNamespace> namespaces = new ArrayList<>();
  private Lab lab;
  private KernelWiring wiring;

  @BeforeEach
  void setUp() {
    lab = new Lab();
    lab.routing(Lab.PRIMARY, Lab.SECONDARY);
    wiring = lab.wiring();
    for (var caller = 0; caller < CALLERS; caller++) {
      namespaces.add(lab.pod("p" + caller));
    }
  }

  @AfterEach
  void tearDown() {
    threads.shutdownNow();
    lab.close();
  }

  @Test
  void podsThatComeAndGoAreNoDrift() throws Exception {
    var mender = threads.submit(this::mendAll);

    finish(churn());

    running.set(false);
    var repairs = mender.get();
    assertThat(repairs).isEmpty();
    assertThat(lab.podRoutes()).isEmpty();
    assertThat(lab.attempt("node", "ip", "-6", "route", "show", "table", "20000").output())
        .doesNotContain("2001:db8");
  }

  /// A route that was put back for a pod on its way out goes with its interface.
  @Test
  void nothingIsLeftOfPodsThatAreDamagedAndRepairedWhileTheyComeAndGo() throws Exception {
    var mender = threads.submit(this::mendAll);
    var vandal = threads.submit(this::damageAll);

    finish(churn());

    running.set(false);
    vandal.get();
    mender.get();
    assertThat(wiring.hostInterfaces()).isEmpty();
    assertThat(lab.podRoutes()).isEmpty();
    assertThat(lab.attempt("node", "ip", "-6", "route", "show", "table", "20000").output())
        .doesNotContain("2001:db8");
  }

  private List<Repair> mendAll() {
    var repairs = new ArrayList<Repair>();
    while (running.get()) {
      repairs.addAll(wiring.mend(book(), _ -> true).mended().done());
    }
    return repairs;
  }

  private int damageAll() {
    var damages = 0;
    while (running.get()) {
      lab.attempt("node", "ip", "route", "flush", "table", "20000");
      lab.attempt("node", "ip", "-6", "route", "flush", "table", "20000");
      lab.attempt("node", "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.ip_forward=0");
      damages++;
    }
    return damages;
  }

  private List<Future<Integer>> churn() {
    var callers = new ArrayList<Future<Integer>>();
    for (var caller = 0; caller < CALLERS; caller++) {
      callers.add(threads.submit(turns(caller)));
    }
    return callers;
  }

  private Callable<Integer> turns(int caller) {
    var key = new AttachmentKey("net", "container-" + caller, "eth0");
    var attachment = new Attachment(key, new PodName("default", "p" + caller), "eni-p" + caller);
    return () -> {
      for (var turn = 0; turn < TURNS; turn++) {
        var last = 150 + caller * ADDRESSES_PER_CALLER + turn % ADDRESSES_PER_CALLER;
        var lease = new Leases.Lease(attachment, Lab.address(last), 1);
        leased.put(key, lease);
        wiring.add(dual(lease), namespaces.get(caller));
        wiring.remove(dual(lease));
        leased.remove(key);
      }
      return TURNS;
    };
  }

  private static PodLink dual(Leases.Lease lease) {
    return PodLink.of(lease.with(Optional.of(PREFIX.embedding(lease.address()))), 9001);
  }

  private static void finish(List<Future<Integer>> callers) throws Exception {
    for (var caller : callers) {
      assertThat(caller.get()).isEqualTo(TURNS);
    }
  }

  private LeaseBook book() {
    return new LeaseBook() {
      @Override
      public List<Leases.Lease> all() {
        return List.copyOf(new HashMap<>(leased).values());
      }

      @Override
      public Optional<Leases.Lease> of(AttachmentKey key) {
        return Optional.ofNullable(leased.get(key));
      }
    };
  }
}
