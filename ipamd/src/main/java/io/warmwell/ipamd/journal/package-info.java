/// Leases on disk: an append-only journal that is rewritten when it has grown.
@NullMarked
package io.warmwell.ipamd.journal;

import org.jspecify.annotations.NullMarked;
