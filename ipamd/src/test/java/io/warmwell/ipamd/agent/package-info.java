@NullMarked
package io.warmwell.ipamd.agent;

import org.jspecify.annotations.NullMarked;
