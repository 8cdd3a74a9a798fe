/// Daemons that are put together otherwise than the one that is shipped.
@NullMarked
package io.warmwell.ipamd;

import org.jspecify.annotations.NullMarked;
