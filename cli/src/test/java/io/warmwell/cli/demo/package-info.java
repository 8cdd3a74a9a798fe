/// What the demo prints, tested alone.
@NullMarked
package io.warmwell.cli.demo;

import org.jspecify.annotations.NullMarked;
