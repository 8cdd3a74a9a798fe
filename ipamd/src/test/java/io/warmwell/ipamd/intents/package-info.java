/// What is begun with interfaces, on a real disk.
@NullMarked
package io.warmwell.ipamd.intents;

import org.jspecify.annotations.NullMarked;
