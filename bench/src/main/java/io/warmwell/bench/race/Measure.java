package io.warmwell.bench.race;

/// What a race measures of every contestant.
enum Measure {
  /// An ADD from the start of its process to its end.
  ADD("ADD"),
  /// A DEL likewise.
  DEL("DEL"),
  /// From the start of the first DEL of a heat until the kernel has no link of its pods any more.
  LINKS_GONE("all links gone"),
  /// Processor time of an ADD and a DEL together, a daemon's included.
  PAIR_CPU("CPU of ADD + DEL"),
  /// From the start of the first of many ADDs to the end of the last.
  LAST_ADD("last of all ADDs"),
  /// Processor time of an ADD, a daemon's included.
  ADD_CPU("CPU of an ADD");

  private final String label;

  Measure(String label) {
    this.label = label;
  }

  /// In tables.
  String label() {
    return label;
  }
}
