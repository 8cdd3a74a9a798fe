package io.warmwell.contract;

import static io.warmwell.contract.Divergence.ATTACHED_AT_ONCE;
import static io.warmwell.contract.Divergence.PREFIXES_IGNORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// A list of differences must not hide one, nor survive one.
final class DivergencesTest {
  private static final Divergences.Check KEPT = () -> {};
  private static final Divergences.Check BROKEN =
      () -> assertThat("another behaviour").isEqualTo("the promised one");

  @Test
  void aDifferenceThatIsNotListedFails() {
    var divergences = Divergences.none();

    assertThatThrownBy(() -> divergences.promise(ATTACHED_AT_ONCE, BROKEN, KEPT))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aListedDifferenceThatIsNoLongerThereFails() {
    var divergences = Divergences.all();

    assertThatThrownBy(() -> divergences.promise(ATTACHED_AT_ONCE, KEPT, KEPT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ATTACHED_AT_ONCE is listed");
  }

  @Test
  void aPromiseThatIsBrokenOtherwiseThanListedFails() {
    var divergences = Divergences.all();

    assertThatThrownBy(() -> divergences.promise(ATTACHED_AT_ONCE, BROKEN, BROKEN))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whatWasSeenIsRememberedAndWhatChanceDoesIsNot() throws InterruptedException {
    var divergences = Divergences.all();

    divergences.promise(ATTACHED_AT_ONCE, BROKEN, KEPT);
    divergences.promiseButForChance(PREFIXES_IGNORED, BROKEN, KEPT);

    assertThat(divergences.unseen()).contains(PREFIXES_IGNORED).doesNotContain(ATTACHED_AT_ONCE);
  }
}
