package io.warmwell.netlink.wire;

/// A message about something outside this library's reach, for example an IPv6 route.
///
/// @param type the `RTM_` number
public record Unrelated(int type) implements Entity {}
