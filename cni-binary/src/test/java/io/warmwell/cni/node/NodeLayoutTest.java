package io.warmwell.cni.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeLayoutTest {

  @Test
  void everyInterfaceHasAMarkOfItsOwnWithinTheMask() {
    var marks = new HashSet<Integer>();

    for (var deviceIndex = 1; deviceIndex <= NodeLayout.DEVICE_INDEX_MAX; deviceIndex++) {
      var mark = NodeLayout.mark(deviceIndex);
      assertThat(mark & ~NodeLayout.MARK_MASK).isZero();
      assertThat(mark).isNotZero();
      assertThat(marks.add(mark)).isTrue();
    }
  }

  @Test
  void theMaskLeavesTheBitsOfOthersAlone() {
    for (var taken : List.of(0x4000, 0x8000, 0xffff0000, 0x80)) {
      assertThat(NodeLayout.MARK_MASK & taken).isZero();
    }
  }

  @Test
  void aGroupTellsItsInterface() {
    assertThat(NodeLayout.deviceIndex(NodeLayout.group(0))).hasValue(0);
    assertThat(NodeLayout.deviceIndex(NodeLayout.group(63))).hasValue(63);
    assertThat(NodeLayout.deviceIndex(0)).isEmpty();
    assertThat(NodeLayout.deviceIndex(NodeLayout.DOOMED_GROUP)).isEmpty();
  }

  @Test
  void thePrimaryInterfaceHasNoTableOfOurs() {
    assertThatThrownBy(() -> NodeLayout.table(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NodeLayout.mark(64)).isInstanceOf(IllegalArgumentException.class);
  }
}
