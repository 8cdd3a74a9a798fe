/// What the daemon must be allowed to do: each action of EC2's that it calls, what for, and on
/// what.
@NullMarked
package io.warmwell.eni.iam;

import org.jspecify.annotations.NullMarked;
