/// ADD and DEL through the executable, against other plugins in the same run.
@NullMarked
package io.warmwell.bench.race;

import org.jspecify.annotations.NullMarked;
