/// Tests of the names and identities in `io.warmwell.cni`.
@NullMarked
package io.warmwell.cni;

import org.jspecify.annotations.NullMarked;
