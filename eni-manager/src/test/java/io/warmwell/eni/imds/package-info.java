@NullMarked
package io.warmwell.eni.imds;

import org.jspecify.annotations.NullMarked;
