@NullMarked
package io.warmwell.config;

import org.jspecify.annotations.NullMarked;
