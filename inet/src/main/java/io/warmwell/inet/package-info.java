/// Addresses, prefixes and MACs as immutable values with arithmetic.
@NullMarked
package io.warmwell.inet;

import org.jspecify.annotations.NullMarked;
