/// Where new interfaces are made, and with which security groups.
@NullMarked
package io.warmwell.ipamd.birth;

import org.jspecify.annotations.NullMarked;
