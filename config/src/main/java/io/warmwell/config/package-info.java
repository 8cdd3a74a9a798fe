/// Every knob with its name, default, range and meaning; the instance limits; the max-pods formula.
///
/// Maps go in, records come out: nothing here reads the environment, the clock or the network.
@NullMarked
package io.warmwell.config;

import org.jspecify.annotations.NullMarked;
