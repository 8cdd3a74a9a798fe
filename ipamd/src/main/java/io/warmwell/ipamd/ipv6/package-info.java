/// The second address of pods on a node with both families.
@NullMarked
package io.warmwell.ipamd.ipv6;

import org.jspecify.annotations.NullMarked;
