package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.check;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A filter in the kernel, so that what nobody wants to hear does not cost a copy: classic BPF
/// (linux/filter.h), which reads numbers in network byte order while netlink writes them in the
/// machine's.
///
/// Confined to one thread.
final class SocketFilter {
  private static final int SO_ATTACH_FILTER = 26;
  private static final int STEP_BYTES = 8;
  private static final int PROGRAM_BYTES = 16;
  private static final int ALL = -1;

  private static final int LOAD_NUMBER = 0x00;
  private static final int LOAD_INDEX = 0x01;
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_WORD_AT_INDEX = 0x40;
  private static final int INDEX_OF_NUMBER = 0x07;
  private static final int AND = 0x54;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  /// SKF_AD_OFF + SKF_AD_NLATTR: where the attribute is whose type is the index, looked for from
  /// the number on; 0 if there is none.
  private static final int FIND_ATTRIBUTE = -0x1000 + 12;

  private static final int MESSAGE_PORT_OFFSET = 12;

  /// After nlmsghdr and ifinfomsg.
  private static final int LINK_ATTRIBUTES_OFFSET = 32;

  private static final int IFLA_GROUP = 27;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;

  private final List<Step> steps = new ArrayList<>();

  /// @param ifEqual how many steps are left out if a comparison holds
  /// @param otherwise how many if it does not
  private record Step(int code, int ifEqual, int otherwise, int operand) {}

  private SocketFilter() {}

  /// Leaves out what this process has done itself, and messages of links in these groups.
  static SocketFilter ofOthers(List<ChangeMonitor.LinkGroups> besides) {
    var filter = new SocketFilter();
    filter.add(LOAD_WORD, MESSAGE_PORT_OFFSET);
    filter.leaveOut(Ports.PROCESS_MASK, Ports.PROCESS);
    if (!besides.isEmpty()) {
      filter.findGroup();
    }
    for (var groups : besides) {
      filter.add(LOAD_WORD_AT_INDEX, ATTRIBUTE_HEADER_BYTES);
      filter.leaveOut(groups.mask(), groups.value());
    }
    filter.add(RETURN, ALL);
    return filter;
  }

  /// Has the kernel use it for what comes to a socket from now on.
  ///
  /// @throws SystemCallException if the kernel refuses
  void attach(Descriptor socket) {
    try (var arena = Arena.ofConfined()) {
      var filter = Kernel.allocate(arena, steps.size() * STEP_BYTES);
      for (var step : steps) {
        filter
            .putShort((short) step.code())
            .put((byte) step.ifEqual())
            .put((byte) step.otherwise())
            .putInt(step.operand());
      }
      var program = Kernel.allocate(arena, PROGRAM_BYTES);
      program.putShort(0, (short) steps.size()).putLong(Long.BYTES, Kernel.address(filter.flip()));
      check(
          LIBC.setsockopt(
              socket.number(),
              Kernel.SOL_SOCKET,
              SO_ATTACH_FILTER,
              Kernel.address(program),
              PROGRAM_BYTES),
          "setsockopt SO_ATTACH_FILTER");
    }
  }

  /// Has the index lead to a link's group; a message without one is let through.
  private void findGroup() {
    add(LOAD_NUMBER, LINK_ATTRIBUTES_OFFSET);
    add(LOAD_INDEX, IFLA_GROUP);
    add(LOAD_WORD, FIND_ATTRIBUTE);
    steps.add(new Step(JUMP_IF_EQUAL, 0, 1, 0));
    add(RETURN, ALL);
    add(INDEX_OF_NUMBER, 0);
  }

  /// @param mask bits of the number that was loaded, which is lost
  private void leaveOut(int mask, int value) {
    add(AND, foreign(mask));
    steps.add(new Step(JUMP_IF_EQUAL, 0, 1, foreign(value)));
    add(RETURN, 0);
  }

  private void add(int code, int operand) {
    steps.add(new Step(code, 0, 0, operand));
  }

  private static int foreign(int number) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? Integer.reverseBytes(number)
        : number;
  }
}
