/// Carrying out what the agent decided: one method per effect, the only place where a decision
/// meets EC2 and the kernel.
@NullMarked
package io.warmwell.ipamd.effects;

import org.jspecify.annotations.NullMarked;
