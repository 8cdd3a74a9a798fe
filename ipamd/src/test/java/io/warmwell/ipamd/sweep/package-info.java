/// Which interfaces count as leaked.
@NullMarked
package io.warmwell.ipamd.sweep;

import org.jspecify.annotations.NullMarked;
