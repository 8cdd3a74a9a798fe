@NullMarked
package io.warmwell.eni;

import org.jspecify.annotations.NullMarked;
