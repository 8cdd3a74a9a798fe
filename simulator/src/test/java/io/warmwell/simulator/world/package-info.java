/// The world's parts, tested alone.
@NullMarked
package io.warmwell.simulator.world;

import org.jspecify.annotations.NullMarked;
