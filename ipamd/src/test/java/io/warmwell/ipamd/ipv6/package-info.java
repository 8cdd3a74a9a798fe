/// Tests of the second address of pods.
@NullMarked
package io.warmwell.ipamd.ipv6;

import org.jspecify.annotations.NullMarked;
