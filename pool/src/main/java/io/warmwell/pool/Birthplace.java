package io.warmwell.pool;

/// A subnet that new interfaces can be made in.
///
/// @param available addresses that nobody has, as EC2 told a while ago; says nothing about whole
///   /28s
public record Birthplace(SubnetId subnet, int available) {}
