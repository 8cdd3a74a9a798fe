/// Looks at a node and says what is wrong with it, and what to do.
@NullMarked
package io.warmwell.cli.doctor;

import org.jspecify.annotations.NullMarked;
