/// The daemon's place in its cluster, with an API server that tests play.
@NullMarked
package io.warmwell.ipamd.cluster;

import org.jspecify.annotations.NullMarked;
