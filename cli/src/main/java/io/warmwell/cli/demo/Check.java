package io.warmwell.cli.demo;

/// Something the demo promises, and whether it held.
///
/// @param promise for example `every pair of pods talks`
/// @param expected what was to be seen
/// @param seen what was
public record Check(String promise, String expected, String seen, boolean held) {

  /// A check that two figures are the same.
  static Check same(String promise, Object expected, Object seen) {
    return new Check(
        promise, String.valueOf(expected), String.valueOf(seen), expected.equals(seen));
  }
}
