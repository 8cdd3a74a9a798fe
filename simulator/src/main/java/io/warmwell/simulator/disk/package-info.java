/// A disk in memory, with what the death of its machine takes from it.
@NullMarked
package io.warmwell.simulator.disk;

import org.jspecify.annotations.NullMarked;
