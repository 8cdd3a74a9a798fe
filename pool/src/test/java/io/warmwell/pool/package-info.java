@NullMarked
package io.warmwell.pool;

import org.jspecify.annotations.NullMarked;
