package io.warmwell.pool;

/// How many blocks a plan asks for.
///
/// @param wanted blocks that are missing until the targets are met with blocks of this kind alone;
///   they go where interfaces have room
/// @param urgent blocks that are missing even when those of the other kind, which drain, count too;
///   they are worth new interfaces
/// @param wholeInterfaces whether an interface that is touched is filled up
public record Need(BlockKind kind, int wanted, int urgent, boolean wholeInterfaces) {}
