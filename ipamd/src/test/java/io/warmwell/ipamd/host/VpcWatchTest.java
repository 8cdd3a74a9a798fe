package io.warmwell.ipamd.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VpcWatchTest {
  private static final List<Ipv4Prefix> ONE = List.of(Ipv4Prefix.parse("10.0.0.0/16"));
  private static final List<Ipv4Prefix> TWO =
      List.of(ONE.getFirst(), Ipv4Prefix.parse("100.64.0.0/16"));

  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Duration> pauses = new ArrayList<>();
  private int kernelRefuses;

  @Test
  void onlyAChangeIsTakenOver() throws InterruptedException {
    assertThat(takenOver(List.of(ONE, TWO, TWO, ONE))).isEqualTo(List.of(TWO, ONE));
    assertThat(pauses).containsOnly(VpcWatch.INTERVAL);
  }

  @Test
  void whatTheKernelRefusedIsToldAgain() throws InterruptedException {
    kernelRefuses = 1;

    assertThat(takenOver(List.of(TWO, TWO, TWO))).isEqualTo(List.of(TWO));
  }

  @Test
  void aServiceThatTellsNonsenseChangesNothing() throws InterruptedException {
    assertThat(takenOver(List.of(List.of(), TWO))).isEqualTo(List.of(TWO));
  }

  /// What is taken over while the metadata service tells these one after the other; an empty list
  /// stands for what is no CIDR.
  private List<List<Ipv4Prefix>> takenOver(List<List<Ipv4Prefix>> told)
      throws InterruptedException {
    var taken = new ArrayList<List<Ipv4Prefix>>();
    var answers = told.iterator();
    try (var _ = VpcWatch.start(() -> next(answers), ONE, taken(taken), this::rest)) {
      assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
    }
    return taken;
  }

  private Consumer<List<Ipv4Prefix>> taken(List<List<Ipv4Prefix>> taken) {
    return cidrs -> {
      if (kernelRefuses > 0) {
        kernelRefuses--;
        throw new HostNetworkException("nft: busy");
      }
      taken.add(cidrs);
    };
  }

  private void rest(Duration length) {
    pauses.add(length);
  }

  private List<Ipv4Prefix> next(Iterator<List<Ipv4Prefix>> answers) throws InterruptedException {
    if (!answers.hasNext()) {
      over.countDown();
      throw new InterruptedException();
    }
    var answer = answers.next();
    if (answer.isEmpty()) {
      throw new IllegalArgumentException("not a CIDR: '<html>'");
    }
    return answer;
  }
}
