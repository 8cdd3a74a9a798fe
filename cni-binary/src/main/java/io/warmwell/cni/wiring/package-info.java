/// Pods wired by rtnetlink: the veth pair, the pod's end, the route to it.
@NullMarked
package io.warmwell.cni.wiring;

import org.jspecify.annotations.NullMarked;
