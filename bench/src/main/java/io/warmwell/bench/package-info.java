/// What `make bench` runs, and the page it writes.
@NullMarked
package io.warmwell.bench;

import org.jspecify.annotations.NullMarked;
