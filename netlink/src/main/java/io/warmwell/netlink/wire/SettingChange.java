package io.warmwell.netlink.wire;

/// Some IPv4 setting of a device has been set; which and to what is not read.
///
/// @param deviceIndex the device's number; negative for `all` and `default`
public record SettingChange(int deviceIndex) implements Entity {}
