@NullMarked
package io.warmwell.ipamd.host;

import org.jspecify.annotations.NullMarked;
