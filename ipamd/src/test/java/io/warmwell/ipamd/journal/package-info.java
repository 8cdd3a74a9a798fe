@NullMarked
package io.warmwell.ipamd.journal;

import org.jspecify.annotations.NullMarked;
