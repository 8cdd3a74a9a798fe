/// Tests of where new interfaces are made.
@NullMarked
package io.warmwell.ipamd.birth;

import org.jspecify.annotations.NullMarked;
