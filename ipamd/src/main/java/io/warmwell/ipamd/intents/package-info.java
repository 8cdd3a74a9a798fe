/// What is about to be done with interfaces, on disk before EC2 is asked.
@NullMarked
package io.warmwell.ipamd.intents;

import org.jspecify.annotations.NullMarked;
