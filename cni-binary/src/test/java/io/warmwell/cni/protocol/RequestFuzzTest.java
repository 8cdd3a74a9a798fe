package io.warmwell.cni.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HexFormat;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Whatever comes, the decoder answers with a request or with an error that says why not. A failure
/// is named by its seed: `-Dseed=N` runs it alone.
class RequestFuzzTest {
  private static final int SEEDS = 40;
  private static final int MESSAGES = 250;
  private static final int REPLY_BYTES_MAX = 64 * 1024;

  @TestFactory
  Stream<DynamicTest> everyMessageIsARequestOrAnError() {
    var only = Long.getLong("seed");
    var seeds = only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
    return seeds.mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> fuzz(seed)));
  }

  @Test
  void theMessagesAreHostileAndNotOnlySo() {
    var outcomes = new TreeMap<String, Integer>();
    var hostility = new Hostility(random(1));
    for (var i = 0; i < 5_000; i++) {
      outcomes.merge(outcome(hostility.message()), 1, Integer::sum);
    }

    assertThat(outcomes).containsKeys("Add", "Check", "Del", "Gc", "Status", "1", "4", "6", "7");
  }

  private static void fuzz(long seed) {
    var hostility = new Hostility(random(seed));
    for (var i = 0; i < MESSAGES; i++) {
      var message = hostility.message();
      try {
        assertThat(outcome(message)).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        fail("message " + i + ": " + HexFormat.of().formatHex(message), e);
      }
    }
  }

  /// The kind of the request, or the code of the error.
  private static String outcome(byte[] message) {
    try {
      var request = CniRequest.of(ShimRequest.parse(message));
      assertThat(request.subject()).matches("[\\p{Graph}]+");
      return request.getClass().getSimpleName();
    } catch (CniRefusal e) {
      assertThat(e.error().message()).isNotEmpty();
      assertThat(e.error().details()).isNotEmpty();
      var reply = ShimReply.error(e.error(), CniVersion.newest().toString());
      assertThat(reply.bytes()).hasSizeLessThan(REPLY_BYTES_MAX);
      return Integer.toString(e.error().code());
    }
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
