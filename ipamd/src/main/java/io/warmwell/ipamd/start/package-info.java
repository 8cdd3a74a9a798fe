/// What the daemon does once, before it serves: taking stock of EC2, the journal and the kernel.
@NullMarked
package io.warmwell.ipamd.start;

import org.jspecify.annotations.NullMarked;
