/// The instance metadata service, version 2.
@NullMarked
package io.warmwell.eni.imds;

import org.jspecify.annotations.NullMarked;
