/// `warmwell dev`: the demo's world, kept running in the background to try things in.
@NullMarked
package io.warmwell.cli.dev;

import org.jspecify.annotations.NullMarked;
