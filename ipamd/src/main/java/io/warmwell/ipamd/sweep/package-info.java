/// Deletes interfaces that dead nodes of the cluster have left behind.
@NullMarked
package io.warmwell.ipamd.sweep;

import org.jspecify.annotations.NullMarked;
