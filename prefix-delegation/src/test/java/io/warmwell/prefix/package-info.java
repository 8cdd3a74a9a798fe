@NullMarked
package io.warmwell.prefix;

import org.jspecify.annotations.NullMarked;
