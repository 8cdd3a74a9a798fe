package io.warmwell.bench.forwarding;

/// What one pod sends to another.
enum Load {
  /// Datagrams in frames of the least size: what a packet costs.
  SMALL("UDP, frames of 64 bytes", "1,000 packets/s", "udp", 0),
  /// A stream in jumbo frames, up to 64 KB at once through the node's kernel: what bulk data costs.
  OFFLOADED("TCP, segmentation offload, MTU 9001", "Gbit/s", "tcp", 0),
  /// The same, cut into frames before the pod's link.
  JUMBO("TCP, no offload, MTU 9001", "Gbit/s", "tcp-segmented", 0),
  /// Frames as most of the internet takes them.
  ORDINARY("TCP, no offload, MTU 1500", "Gbit/s", "tcp-segmented", 1460);

  private static final double BITS_PER_BYTE = 8;

  private final String label;
  private final String unit;
  private final String mode;
  private final int segment;

  Load(String label, String unit, String mode, int segment) {
    this.label = label;
    this.unit = unit;
    this.mode = mode;
    this.segment = segment;
  }

  /// In tables.
  String label() {
    return label;
  }

  /// Of what passes in a second.
  String unit() {
    return unit;
  }

  /// How the program calls it.
  String mode() {
    return mode;
  }

  /// What TCP puts into a frame at most, in bytes; 0 for what the path takes.
  int segment() {
    return segment;
  }

  /// What passes in a second, in units.
  ///
  /// @param count packets or bytes in a second
  double rate(double count) {
    return this == SMALL ? count / 1e3 : count * BITS_PER_BYTE / 1e9;
  }
}
