/// The API server through the Fabric8 client. Loaded only where there is one.
@NullMarked
package io.warmwell.ipamd.kubernetes.fabric8;

import org.jspecify.annotations.NullMarked;
