/// What survives on a disk in memory.
@NullMarked
package io.warmwell.simulator.disk;

import org.jspecify.annotations.NullMarked;
