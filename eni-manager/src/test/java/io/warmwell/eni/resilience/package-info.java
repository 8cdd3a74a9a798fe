@NullMarked
package io.warmwell.eni.resilience;

import org.jspecify.annotations.NullMarked;
