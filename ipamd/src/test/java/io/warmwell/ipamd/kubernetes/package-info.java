/// What is made of what the API server says.
@NullMarked
package io.warmwell.ipamd.kubernetes;

import org.jspecify.annotations.NullMarked;
