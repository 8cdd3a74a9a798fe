/// Transcripts of what the agent decides, in both modes, kept as text and reviewed as diffs.
@NullMarked
package io.warmwell.ipamd.scenario;

import org.jspecify.annotations.NullMarked;
