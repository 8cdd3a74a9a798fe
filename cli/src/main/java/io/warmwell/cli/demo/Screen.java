package io.warmwell.cli.demo;

import java.io.PrintStream;
import java.time.Duration;

/// The demo's progress as lines of text: one for each step, redrawn while it lasts on a terminal.
///
/// Thread-safe: the pods' threads advance it while the demo's own thread begins and ends steps.
final class Screen implements Progress {
  private static final int BAR_CELLS = 24;
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private String step = "";
  private long stepBegan;

  /// @param terminal whether lines can be redrawn and coloured
  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void begins(String what) {
    step = what;
    stepBegan = System.nanoTime();
    if (terminal) {
      out.print("  ..    " + what);
      out.flush();
    }
  }

  @Override
  public synchronized void advances(int done, int of) {
    if (terminal) {
      var full = BAR_CELLS * done / Math.max(1, of);
      out.print(
          CLEAR_LINE
              + "  [%s%s] %d/%d  %s"
                  .formatted("#".repeat(full), ".".repeat(BAR_CELLS - full), done, of, step));
      out.flush();
    }
  }

  @Override
  public synchronized void ends(String outcome) {
    var took = Duration.ofNanos(System.nanoTime() - stepBegan);
    out.println(
        (terminal ? CLEAR_LINE : "")
            + "  %5.1f s  %s: %s".formatted(took.toMillis() / 1000.0, step, outcome));
    out.flush();
  }

  /// A line of its own.
  synchronized void line(String text) {
    out.println(text);
    out.flush();
  }

  /// The word for a check's outcome, coloured on a terminal.
  String verdict(boolean held) {
    var word = held ? "ok" : "FAILED";
    if (!terminal) {
      return word;
    }
    return (held ? "\033[32m" : "\033[1;31m") + word + "\033[0m";
  }
}
