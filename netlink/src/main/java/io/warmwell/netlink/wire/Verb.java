package io.warmwell.netlink.wire;

import java.util.Locale;

/// What is done to an address, a route, a rule or a neighbour, in the words of ip(8).
public enum Verb {
  /// Creates it; EEXIST when it is there.
  ADD(Protocol.NLM_F_CREATE | Protocol.NLM_F_EXCL),
  /// Creates it or puts it in the place of what is there.
  REPLACE(Protocol.NLM_F_CREATE | Protocol.NLM_F_REPLACE),
  /// Deletes it; ESRCH, ENOENT or EADDRNOTAVAIL when it is not there.
  DELETE(0);

  private final int flags;

  Verb(int flags) {
    this.flags = flags;
  }

  int flags() {
    return flags;
  }

  /// The message type out of a family's `NEW` type, whose `DEL` type is the next number.
  int type(int newType) {
    return this == DELETE ? newType + 1 : newType;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
