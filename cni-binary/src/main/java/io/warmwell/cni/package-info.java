/// The CNI verbs and the ports they need: leases from the daemon, wiring from the kernel.
@NullMarked
package io.warmwell.cni;

import org.jspecify.annotations.NullMarked;
