package io.warmwell.ipamd.agent;

import java.time.Instant;

/// How much the agent asks of EC2 now, and why not more.
///
/// @param since when it came to that
/// @param cause a sentence without its full stop; empty if nothing is the matter
public record Degradation(Level level, Instant since, String cause) {

  /// What the agent does at EC2.
  public enum Level {
    /// Whatever the targets want.
    NORMAL("normal"),
    /// Growth and surveys; nothing is given back. What EC2 still does for this node is for pods.
    NO_RELEASES("no-releases"),
    /// Nothing but a look, now and then, whether EC2 answers. Pods get what the pool has.
    NO_CALLS("no-calls");

    private final String title;

    Level(String title) {
      this.title = title;
    }

    /// The name in logs and messages.
    @Override
    public String toString() {
      return title;
    }
  }
}
