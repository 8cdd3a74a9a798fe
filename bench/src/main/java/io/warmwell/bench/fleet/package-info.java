/// What the fleet simulation's runs came to, as tables and plots.
@NullMarked
package io.warmwell.bench.fleet;

import org.jspecify.annotations.NullMarked;
