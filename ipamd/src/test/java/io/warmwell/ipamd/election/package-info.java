/// Who leads, and when.
@NullMarked
package io.warmwell.ipamd.election;

import org.jspecify.annotations.NullMarked;
