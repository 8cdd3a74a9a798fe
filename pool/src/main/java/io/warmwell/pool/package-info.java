/// Which address is free, assigned or cooling, and what should happen next: no I/O, no clock, no
/// threads.
@NullMarked
package io.warmwell.pool;

import org.jspecify.annotations.NullMarked;
