package io.warmwell.ipamd.sweep;

import io.warmwell.eni.Unattached;
import java.time.Instant;

/// Whether an interface that is attached to nothing may be deleted.
sealed interface Verdict {

  /// What was judged.
  Unattached eni();

  /// Nobody will miss it.
  ///
  /// @param instance that it was made for, and which is no more
  /// @param since when it was made, or else seen first
  record Leaked(Unattached eni, String instance, Instant since) implements Verdict {}

  /// It stays, at least for now.
  record Kept(Unattached eni, Reason reason) implements Verdict {}

  /// Why an interface stays.
  enum Reason {
    NOT_ORDINARY("it is a trunk, a branch or some service's"),
    NOT_OF_THIS_CLUSTER("its tag names no cluster, or another one"),
    NOT_MANAGED("its tag says that no daemon manages it"),
    NOT_MADE_BY_A_DAEMON("its description is not the one that daemons give"),
    INSTANCE_EXISTS("its instance exists, whose daemon looks after it"),
    YOUNG("it is young: EC2 may not show everywhere yet what it is for"),
    JUST_SEEN("it has not been seen so for long enough");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /// As words that complete "it stays, since …".
    @Override
    public String toString() {
      return words;
    }
  }
}
