package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurplusTest {

  @ParameterizedTest(name = "{1} more than max-pods, in blocks of {0}: {2} go")
  @CsvSource({
    "ADDRESS, -3, 0",
    "ADDRESS, 0, 0",
    "ADDRESS, 3, 3",
    "PREFIX, 15, 0",
    "PREFIX, 16, 16",
    "PREFIX, 40, 32",
  })
  void whatPassesMaxPodsGoesInWholeBlocksWhateverTheTargetsSay(
      BlockKind kind, int excess, int going) {
    var nothing = new Surplus(kind, 0, 0, 0);

    assertThat(nothing.beyondCap(excess)).isEqualTo(new Surplus(kind, going, going, 0));
  }

  @ParameterizedTest(name = "{0} whole, {1} by block, {2} beyond max-pods: {3} whole, {4} by block")
  @CsvSource({
    "-9, -9, 0, -9, -9",
    "-9, -9, 4, 4, 4",
    "9, 0, 4, 9, 4",
    "9, 9, 4, 9, 9",
  })
  void maxPodsAddsToTheSurplusAndNeverTakesFromIt(
      int whole, int blocks, int excess, int wholeThen, int blocksThen) {
    assertThat(new Surplus(BlockKind.ADDRESS, whole, blocks, 7).beyondCap(excess))
        .isEqualTo(new Surplus(BlockKind.ADDRESS, wholeThen, blocksThen, 7));
  }

  /// A prefix is one slot, however many addresses it has.
  @ParameterizedTest(name = "{1} blocks of {0} found no place: {2} addresses of the other kind go")
  @CsvSource({
    "PREFIX, -1, 0",
    "PREFIX, 0, 0",
    "PREFIX, 3, 3",
    "ADDRESS, 0, 0",
    "ADDRESS, 1, 16",
    "ADDRESS, 17, 32",
  })
  void blocksThatFoundNoPlacePushOutBlocksOfTheOtherKind(
      BlockKind kind, int missing, int addresses) {
    assertThat(Surplus.exchange(kind, missing)).isEqualTo(addresses);
  }
}
