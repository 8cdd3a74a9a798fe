/// Many nodes with the production agent in one account, in virtual time: how long until every pod
/// runs, and what it asks of the account's token buckets.
@NullMarked
package io.warmwell.simulator.fleet;

import org.jspecify.annotations.NullMarked;
