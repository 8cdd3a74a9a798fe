package io.warmwell.pool;

/// The id EC2 gave a subnet, for example `subnet-0a1b2c3d4e5f60718`.
public record SubnetId(String value) {

  /// @throws IllegalArgumentException if it does not start with `subnet-`
  public SubnetId {
    if (!value.startsWith("subnet-")) {
      throw new IllegalArgumentException("not a subnet id: '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
