package io.warmwell.ipamd.ipv6;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which of several prefixes a node goes on with.
class PrefixSearchTest {
  private static final Ipv6Prefix LOW = Ipv6Prefix.parse("2001:db8:0:1:a::/80");
  private static final Ipv6Prefix HIGH = Ipv6Prefix.parse("2001:db8:0:1:b::/80");

  @Test
  void theOneThatPodsUseIsKept() {
    assertThat(PrefixSearch.best(List.of(LOW, HIGH), addresses("2001:db8:0:1:b::1")))
        .hasValue(HIGH);
    assertThat(PrefixSearch.best(List.of(HIGH, LOW), addresses("2001:db8:0:1:a::1"))).hasValue(LOW);
  }

  @Test
  void theOneThatMostPodsUseIsKept() {
    var used = addresses("2001:db8:0:1:a::1", "2001:db8:0:1:b::1", "2001:db8:0:1:b::2");

    assertThat(PrefixSearch.best(List.of(LOW, HIGH), used)).hasValue(HIGH);
  }

  @Test
  void ofUnusedOnesItIsTheLowest() {
    assertThat(PrefixSearch.best(List.of(HIGH, LOW), List.of())).hasValue(LOW);
  }

  @Test
  void withoutAnyOneMustBeAskedFor() {
    assertThat(PrefixSearch.best(List.of(), addresses("2001:db8::1"))).isEqualTo(Optional.empty());
  }

  private static List<Ipv6Address> addresses(String... texts) {
    return Stream.of(texts).map(Ipv6Address::parse).toList();
  }
}
