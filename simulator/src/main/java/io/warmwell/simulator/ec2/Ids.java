package io.warmwell.simulator.ec2;

import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import java.util.HexFormat;

/// Ids as EC2 gives them, unique and determined by the seed.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2]. A Weyl sequence (a counter times an odd
/// number, modulo a power of two) repeats only after its whole period, so no id comes twice.
final class Ids {
  private static final HexFormat HEX = HexFormat.of();
  private static final long STEP = 0x9e37_79b9_7f4a_7c15L;
  private static final long MAC_MASK = 0xff_ffff_ffffL;

  /// Locally administered, unicast (IEEE 802); the other five octets count.
  private static final long MAC_PREFIX = 0x02_00_0000_0000L;

  private long last;

  Ids(long seed) {
    this.last = seed;
  }

  EniId eni() {
    return new EniId("eni-0" + next());
  }

  String attachment() {
    return "eni-attach-0" + next();
  }

  String instance() {
    return "i-0" + next();
  }

  MacAddress mac() {
    last += STEP;
    return new MacAddress(MAC_PREFIX | (last & MAC_MASK));
  }

  private String next() {
    last += STEP;
    return HEX.toHexDigits(last);
  }
}
