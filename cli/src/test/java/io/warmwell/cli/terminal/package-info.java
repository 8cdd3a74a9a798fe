/// Text for people, tested alone.
@NullMarked
package io.warmwell.cli.terminal;

import org.jspecify.annotations.NullMarked;
