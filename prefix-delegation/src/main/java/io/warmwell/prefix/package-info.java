/// How /28 prefixes are asked for and given back.
@NullMarked
package io.warmwell.prefix;

import org.jspecify.annotations.NullMarked;
