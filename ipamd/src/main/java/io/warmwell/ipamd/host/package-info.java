/// The node's network as the daemon uses it: the kernel behind the ports of effects and verbs.
@NullMarked
package io.warmwell.ipamd.host;

import org.jspecify.annotations.NullMarked;
