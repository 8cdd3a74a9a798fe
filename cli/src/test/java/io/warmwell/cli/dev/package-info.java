/// The world's options, tested alone.
@NullMarked
package io.warmwell.cli.dev;

import org.jspecify.annotations.NullMarked;
