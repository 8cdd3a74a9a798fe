/// The static C programs that measure, since a JVM costs more than what is measured.
@NullMarked
package io.warmwell.bench.program;

import org.jspecify.annotations.NullMarked;
