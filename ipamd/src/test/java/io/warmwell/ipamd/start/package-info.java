@NullMarked
package io.warmwell.ipamd.start;

import org.jspecify.annotations.NullMarked;
