package io.warmwell.ipamd.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmwell.eni.Interface;
import io.warmwell.eni.Unattached;
import io.warmwell.ipamd.sweep.Verdict.Reason;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuspectsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration AGE = Duration.ofHours(1);
  private static final Duration APART = Duration.ofMinutes(7);
  private static final EniId ENI = new EniId("eni-1");
  private static final String DEAD = "i-dead";
  private static final Set<String> NOBODY = Set.of();
  private static final Map<String, String> TAGS =
      Map.of(
          Interface.INSTANCE_TAG,
          DEAD,
          Interface.CLUSTER_TAG,
          "shop",
          Interface.CREATED_AT_TAG,
          "2026-06-01T10:00:00Z");

  private final Suspects suspects = new Suspects("shop", new Caution(AGE, APART));

  @Test
  void whatADeadNodeLeftGoesAtTheSecondLook() {
    assertThat(judge(eni(TAGS), NOBODY, NOW)).isEqualTo(kept(Reason.JUST_SEEN));
    assertThat(judge(eni(TAGS), NOBODY, NOW.plus(APART).minusMillis(1)))
        .isEqualTo(kept(Reason.JUST_SEEN));
    assertThat(judge(eni(TAGS), NOBODY, NOW.plus(APART)))
        .isEqualTo(new Verdict.Leaked(eni(TAGS), DEAD, NOW.minus(Duration.ofHours(2))));
  }

  @Test
  void whatBelongsToAnInstanceThatExistsStaysHoweverOldItIs() {
    var existing = Set.of(DEAD);

    assertThat(judge(eni(TAGS), existing, NOW)).isEqualTo(kept(Reason.INSTANCE_EXISTS));
    assertThat(judge(eni(TAGS), existing, NOW.plus(Duration.ofDays(9))))
        .isEqualTo(kept(Reason.INSTANCE_EXISTS));
  }

  @Test
  void oneLookThatFindsTheInstanceMakesTheNextOneTheFirst() {
    judge(eni(TAGS), NOBODY, NOW);
    judge(eni(TAGS), Set.of(DEAD), NOW.plus(APART));

    assertThat(judge(eni(TAGS), NOBODY, NOW.plus(APART).plus(APART)))
        .isEqualTo(kept(Reason.JUST_SEEN));
  }

  @Test
  void oneLookThatDoesNotShowTheInterfaceMakesTheNextOneTheFirst() {
    judge(eni(TAGS), NOBODY, NOW);
    suspects.judge(List.of(), NOBODY, NOW.plus(APART));

    assertThat(judge(eni(TAGS), NOBODY, NOW.plus(APART).plus(APART)))
        .isEqualTo(kept(Reason.JUST_SEEN));
  }

  @Test
  void aYoungOneStays() {
    var young = eni(with(Interface.CREATED_AT_TAG, "2026-06-01T11:30:00Z"));
    judge(young, NOBODY, NOW);

    assertThat(judge(young, NOBODY, NOW.plus(APART))).isEqualTo(kept(young, Reason.YOUNG));
    assertThat(judge(young, NOBODY, NOW.plus(Duration.ofMinutes(30))))
        .isInstanceOf(Verdict.Leaked.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "1780309800", "2026-06-02T00:00:00Z"})
  void whereTheTagTellsNoTimeThatHasBeenTheFirstLookCounts(String createdAt) {
    var timeless = eni(with(Interface.CREATED_AT_TAG, createdAt));
    judge(timeless, NOBODY, NOW);

    assertThat(judge(timeless, NOBODY, NOW.plus(AGE).minusMillis(1)))
        .isEqualTo(kept(timeless, Reason.YOUNG));
    assertThat(judge(timeless, NOBODY, NOW.plus(AGE)))
        .isEqualTo(new Verdict.Leaked(timeless, DEAD, NOW));
  }

  @Test
  void withoutTheTagTheFirstLookCountsToo() {
    var timeless = eni(without(Interface.CREATED_AT_TAG));
    judge(timeless, NOBODY, NOW);

    assertThat(judge(timeless, NOBODY, NOW.plus(AGE))).isInstanceOf(Verdict.Leaked.class);
  }

  @Test
  void aTimeWithAnOffsetIsATime() {
    var eni = eni(with(Interface.CREATED_AT_TAG, "2026-06-01T12:30:00+02:00"));
    judge(eni, NOBODY, NOW);

    assertThat(judge(eni, NOBODY, NOW.plus(APART)))
        .isEqualTo(new Verdict.Leaked(eni, DEAD, Instant.parse("2026-06-01T10:30:00Z")));
  }

  @Test
  void whatSaysThatItIsSomebodyElsesIsNeverSuspected() {
    assertThat(forEver(eni(with(Interface.CLUSTER_TAG, "bank"))))
        .isEqualTo(Reason.NOT_OF_THIS_CLUSTER);
    assertThat(forEver(eni(without(Interface.CLUSTER_TAG)))).isEqualTo(Reason.NOT_OF_THIS_CLUSTER);
    assertThat(forEver(eni(with(Interface.NO_MANAGE_TAG, "true")))).isEqualTo(Reason.NOT_MANAGED);
    assertThat(forEver(eni(without(Interface.INSTANCE_TAG))))
        .isEqualTo(Reason.NOT_MADE_BY_A_DAEMON);
    assertThat(forEver(eni(with(Interface.INSTANCE_TAG, "i-other"))))
        .isEqualTo(Reason.NOT_MADE_BY_A_DAEMON);
    assertThat(forEver(new Unattached(ENI, Interface.Type.INTERFACE, "by hand", TAGS)))
        .isEqualTo(Reason.NOT_MADE_BY_A_DAEMON);
    assertThat(forEver(new Unattached(ENI, Interface.Type.TRUNK, "aws-K8S-" + DEAD, TAGS)))
        .isEqualTo(Reason.NOT_ORDINARY);
  }

  @Test
  void aTagThatDoesNotSayTrueDoesNotProtect() {
    var eni = eni(with(Interface.NO_MANAGE_TAG, "false"));
    judge(eni, NOBODY, NOW);

    assertThat(judge(eni, NOBODY, NOW.plus(APART))).isInstanceOf(Verdict.Leaked.class);
  }

  @Test
  void onlyWhatMayBeOursIsAskedAfter() {
    var foreign = eni(with(Interface.CLUSTER_TAG, "bank"));

    assertThat(suspects.owners(List.of(foreign, eni(TAGS), eni(TAGS)))).containsExactly(DEAD);
  }

  @Test
  void whoeverBeginsAnewLooksTwice() {
    judge(eni(TAGS), NOBODY, NOW);
    suspects.forget();

    assertThat(judge(eni(TAGS), NOBODY, NOW.plus(APART))).isEqualTo(kept(Reason.JUST_SEEN));
  }

  @Test
  void cautionTakesTime() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Caution(AGE, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Caution(Duration.ofSeconds(-1), APART));
  }

  private Reason forEver(Unattached eni) {
    judge(eni, NOBODY, NOW);
    var verdict = judge(eni, NOBODY, NOW.plus(Duration.ofDays(1000)));
    return ((Verdict.Kept) verdict).reason();
  }

  private Verdict judge(Unattached eni, Set<String> existing, Instant now) {
    return suspects.judge(List.of(eni), existing, now).getFirst();
  }

  private static Verdict kept(Reason reason) {
    return kept(eni(TAGS), reason);
  }

  private static Verdict kept(Unattached eni, Reason reason) {
    return new Verdict.Kept(eni, reason);
  }

  private static Unattached eni(Map<String, String> tags) {
    return new Unattached(ENI, Interface.Type.INTERFACE, "aws-K8S-" + DEAD, tags);
  }

  private static Map<String, String> with(String key, String value) {
    var tags = new HashMap<>(TAGS);
    tags.put(key, value);
    return tags;
  }

  private static Map<String, String> without(String key) {
    var tags = new HashMap<>(TAGS);
    tags.remove(key);
    return tags;
  }
}
