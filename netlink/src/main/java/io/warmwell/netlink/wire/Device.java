package io.warmwell.netlink.wire;

/// A network device, as ip(8) writes `dev eth0`.
///
/// @param index the kernel's number for it; 0 leaves the kernel to find it by name, which only
///   requests about links allow
/// @param name at most 15 bytes
public record Device(int index, String name) {
  /// Stands for all devices, which only dumps allow.
  public static final Device EVERY = new Device(0, "every");

  /// A device that the kernel is to find by its name.
  public static Device named(String name) {
    return new Device(0, name);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "if" + index : name;
  }
}
