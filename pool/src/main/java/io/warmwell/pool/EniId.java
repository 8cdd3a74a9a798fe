package io.warmwell.pool;

/// The id EC2 gave an elastic network interface, for example `eni-0a1b2c3d4e5f60718`.
public record EniId(String value) implements Comparable<EniId> {

  /// @throws IllegalArgumentException if it does not start with `eni-`
  public EniId {
    if (!value.startsWith("eni-")) {
      throw new IllegalArgumentException("not an ENI id: '" + value + "'");
    }
  }

  @Override
  public int compareTo(EniId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
