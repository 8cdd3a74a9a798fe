/// The agent and its effects together, on a simulated EC2, in virtual time.
@NullMarked
package io.warmwell.node;

import org.jspecify.annotations.NullMarked;
