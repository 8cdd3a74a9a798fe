/// Tests of `warmwell simulate`.
@NullMarked
package io.warmwell.cli.simulate;

import org.jspecify.annotations.NullMarked;
