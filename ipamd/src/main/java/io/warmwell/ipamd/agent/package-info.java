/// The agent: the one owner of the pool, which turns events into answers, records and effects.
@NullMarked
package io.warmwell.ipamd.agent;

import org.jspecify.annotations.NullMarked;
