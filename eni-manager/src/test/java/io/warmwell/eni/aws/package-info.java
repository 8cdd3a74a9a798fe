@NullMarked
package io.warmwell.eni.aws;

import org.jspecify.annotations.NullMarked;
