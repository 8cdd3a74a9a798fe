/// The daemon's memory on real disks that are sick.
@NullMarked
package io.warmwell.ipamd;

import org.jspecify.annotations.NullMarked;
