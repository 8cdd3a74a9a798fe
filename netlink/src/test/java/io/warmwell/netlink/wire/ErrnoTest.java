package io.warmwell.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ErrnoTest {

  @Test
  void aNumberHasTheNameThatTheHeaderGivesIt() {
    assertThat(Errno.EEXIST).hasToString("EEXIST (17)");
    assertThat(Errno.EMSGSIZE).hasToString("EMSGSIZE (90)");
    assertThat(new Errno(133)).hasToString("EHWPOISON (133)");
  }

  @Test
  void aNumberWithoutANameIsStillShown() {
    assertThat(new Errno(41)).hasToString("E? (41)");
    assertThat(new Errno(524)).hasToString("E? (524)");
  }
}
