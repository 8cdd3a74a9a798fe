@NullMarked
package io.warmwell.inet;

import org.jspecify.annotations.NullMarked;
