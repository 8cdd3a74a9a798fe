package io.warmwell.netlink.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.netlink.wire.Errno;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DescriptorTest {

  @Test
  void aClosedDescriptorHasNoNumber() {
    var descriptor = Descriptor.open(Path.of("/"));
    descriptor.close();

    assertThatThrownBy(descriptor::number).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(descriptor::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReleasedDescriptorStaysOpen() {
    var descriptor = Descriptor.open(Path.of("/"));
    var number = descriptor.release();
    descriptor.close();

    try (var adopted = Descriptor.adopt(number)) {
      assertThat(Path.of("/proc/self/fd/" + adopted.number())).exists();
    }
  }

  @Test
  void aFileThatIsNotThereIsSaidWithItsErrno() {
    assertThatThrownBy(() -> Descriptor.open(Path.of("/nowhere")))
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessage("open /nowhere: ENOENT (2)");
  }
}
