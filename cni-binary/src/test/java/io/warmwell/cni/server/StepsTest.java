package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final Deque<Runnable> others = new ArrayDeque<>();
  private final Steps steps = new Steps(others::add);
  private final List<String> ran = new ArrayList<>();

  @Test
  void whatFollowsFromAStepRunsOnItsThreadAfterIt() {
    steps.run(
        () -> {
          steps.execute(() -> ran.add("second"));
          ran.add("first");
        });

    assertThat(ran).containsExactly("first", "second");
    assertThat(others).isEmpty();
  }

  @Test
  void whatMoreFollowsIsForOthers() {
    steps.run(
        () -> {
          steps.execute(() -> ran.add("own"));
          steps.execute(() -> ran.add("of others"));
        });

    assertThat(ran).containsExactly("own");
    others.remove().run();
    assertThat(ran).containsExactly("own", "of others");
  }

  @Test
  void aThreadThatIsAtNoStepLeavesItToOthers() {
    steps.execute(
        () -> {
          ran.add("first");
          steps.execute(() -> ran.add("second"));
        });
    assertThat(ran).isEmpty();

    others.remove().run();

    assertThat(ran).containsExactly("first", "second");
    assertThat(others).isEmpty();
  }

  @Test
  void aStepThatBreaksOffHoldsUpNothing() {
    assertThatThrownBy(
            () ->
                steps.run(
                    () -> {
                      steps.execute(() -> ran.add("next"));
                      throw new IllegalStateException("a bug");
                    }))
        .hasMessage("a bug");

    others.remove().run();

    assertThat(ran).containsExactly("next");
  }
}
