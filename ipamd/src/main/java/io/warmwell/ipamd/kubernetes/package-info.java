/// What the daemon knows of Kubernetes, and asks of its API server.
@NullMarked
package io.warmwell.ipamd.kubernetes;

import org.jspecify.annotations.NullMarked;
