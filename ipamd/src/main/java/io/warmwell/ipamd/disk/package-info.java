/// The few small files in which the daemon remembers things, behind a seam.
@NullMarked
package io.warmwell.ipamd.disk;

import org.jspecify.annotations.NullMarked;
