package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.pool.AttachmentKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final AttachmentKey ONE = new AttachmentKey("pods", "c1", "eth0");
  private static final AttachmentKey OTHER = new AttachmentKey("pods", "c2", "eth0");

  private final Turns turns = new Turns();
  private final List<String> ran = new ArrayList<>();

  @Test
  void turnsOfOneAttachmentComeInOrderOfArrival() {
    turns.take(ONE, () -> ran.add("first"));
    turns.take(ONE, () -> ran.add("second"));
    turns.take(ONE, () -> ran.add("third"));
    assertThat(ran).containsExactly("first");

    turns.leave(ONE).orElseThrow().run();
    turns.leave(ONE).orElseThrow().run();

    assertThat(ran).containsExactly("first", "second", "third");
    assertThat(turns.leave(ONE)).isEmpty();
  }

  @Test
  void attachmentsDoNotWaitForEachOther() {
    turns.take(ONE, () -> ran.add("one"));
    turns.take(OTHER, () -> ran.add("other"));

    assertThat(ran).containsExactly("one", "other");
  }

  @Test
  void anAttachmentThatWasLeftIsFreeAgain() {
    turns.take(ONE, () -> ran.add("first"));
    assertThat(turns.leave(ONE)).isEmpty();

    turns.take(ONE, () -> ran.add("second"));

    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void leavingWhatNobodyTookIsABug() {
    assertThatThrownBy(() -> turns.leave(ONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nobody has the turn of pods/c1/eth0");
  }
}
