/// The daemon: its start, its end, and the wiring of its parts.
@NullMarked
package io.warmwell.ipamd;

import org.jspecify.annotations.NullMarked;
