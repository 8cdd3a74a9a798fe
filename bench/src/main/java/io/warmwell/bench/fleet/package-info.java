/// The fleet simulation's scenarios, run and put into tables and plots.
@NullMarked
package io.warmwell.bench.fleet;

import org.jspecify.annotations.NullMarked;
