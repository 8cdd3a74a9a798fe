/// Chooses one node of the cluster for what only one has to do.
@NullMarked
package io.warmwell.ipamd.election;

import org.jspecify.annotations.NullMarked;
