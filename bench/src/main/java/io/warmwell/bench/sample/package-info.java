/// What was measured in rounds, and how certain a comparison of it is.
@NullMarked
package io.warmwell.bench.sample;

import org.jspecify.annotations.NullMarked;
