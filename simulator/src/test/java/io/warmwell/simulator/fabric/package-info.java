/// The fabric, tested with packets.
@NullMarked
package io.warmwell.simulator.fabric;

import org.jspecify.annotations.NullMarked;
