/// The Fabric8 client against an API server in memory, over HTTP.
@NullMarked
package io.warmwell.ipamd.kubernetes.fabric8;

import org.jspecify.annotations.NullMarked;
