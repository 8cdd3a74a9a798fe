/// Tests of effects.
@NullMarked
package io.warmwell.ipamd.effects;

import org.jspecify.annotations.NullMarked;
