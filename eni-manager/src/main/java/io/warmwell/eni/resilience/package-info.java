/// What keeps a node from making EC2's troubles worse: its own share of the account's calls, turns
/// after throttling, circuit breakers, and answers that need not be asked for twice.
@NullMarked
package io.warmwell.eni.resilience;

import org.jspecify.annotations.NullMarked;
