/// A folder for tests to watch and to let fail.
@NullMarked
package io.warmwell.ipamd.disk;

import org.jspecify.annotations.NullMarked;
