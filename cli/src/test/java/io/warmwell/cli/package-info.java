@NullMarked
package io.warmwell.cli;

import org.jspecify.annotations.NullMarked;
