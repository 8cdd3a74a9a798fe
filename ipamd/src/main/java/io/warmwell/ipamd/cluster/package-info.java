/// The daemon's place in its cluster: what it follows at the API server, and what it does for all.
@NullMarked
package io.warmwell.ipamd.cluster;

import org.jspecify.annotations.NullMarked;
