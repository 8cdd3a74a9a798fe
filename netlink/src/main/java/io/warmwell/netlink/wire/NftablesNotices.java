package io.warmwell.netlink.wire;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/// Reads what nf_tables tells about changes (linux/netfilter/nf_tables.h), as far as to know whose
/// table has changed.
public final class NftablesNotices {
  private static final int SUBSYSTEM = 10;
  private static final int SUBSYSTEM_SHIFT = 8;
  private static final int GENERIC_HEADER_BYTES = 4;
  private static final byte FAMILY_INET = 1;

  // The first attribute of every kind of object: NFTA_TABLE_NAME, NFTA_CHAIN_TABLE, and so on. A
  // new generation has a number there, which is no text.
  private static final int ATTRIBUTE_TABLE = 1;
  private static final int NEW_GENERATION = 15;

  private NftablesNotices() {}

  /// The names of the tables of family inet that messages are about.
  ///
  /// @param buffer in native byte order, from position to limit
  /// @throws IllegalArgumentException if the bytes are not netlink messages
  public static Set<String> inetTables(ByteBuffer buffer) {
    var tables = new HashSet<String>();
    MessageReader.forEachMessage(
        buffer,
        message -> {
          var type = MessageReader.type(message);
          var body = MessageReader.body(message);
          if (type >> SUBSYSTEM_SHIFT == SUBSYSTEM
              && (type & 0xff) != NEW_GENERATION
              && body.remaining() >= GENERIC_HEADER_BYTES
              && body.get(0) == FAMILY_INET) {
            body.position(GENERIC_HEADER_BYTES);
            tables.add(Attributes.read(body).text(ATTRIBUTE_TABLE));
          }
        });
    return tables;
  }
}
