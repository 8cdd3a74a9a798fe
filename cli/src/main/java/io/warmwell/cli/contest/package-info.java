/// The command that lets the production agent race a model of the incumbent's pool loop.
@NullMarked
package io.warmwell.cli.contest;

import org.jspecify.annotations.NullMarked;
