/// The command `warmwell`: max-pods, and a world of network namespaces to try the daemon in.
@NullMarked
package io.warmwell.cli;

import org.jspecify.annotations.NullMarked;
