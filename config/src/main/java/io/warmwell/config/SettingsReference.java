package io.warmwell.config;

import java.util.stream.Collectors;

/// Writes the page `docs/configuration.md` from the lines that declare the knobs.
public final class SettingsReference {

  private static final String HEAD =
      """
      # Configuration

      <!-- Generated from config/…/Settings.java; `make docs` writes it anew. -->

      The daemon reads its environment once, at start. A value that cannot be used, a misspelt name,
      an unknown name that starts with `WARMWELL_`, or a setting of the AWS VPC CNI that does nothing
      here yet stops it with one message that names them all. The effective values are logged.

      | name | default | accepted | meaning |
      |---|---|---|---|
      """;

  private static final String SHIM =
      """

      ## The CNI executable

      It runs in the runtime's environment, not in the daemon's, and reads three variables of it.

      | name | default | meaning |
      |---|---|---|
      | `WARMWELL_SOCKET` | /run/warmwell/cni.sock | The daemon's socket, `cni.sock` in its WARMWELL_RUN_DIR. |
      | `WARMWELL_SPOOL` | /var/lib/warmwell/spool | Where a DEL waits for a daemon that is down. |
      | `WARMWELL_TIMEOUT_SECONDS` | 30 | When it gives up; it should be longer than WARMWELL_ADD_WAIT. |
      """;

  private static final String INCUMBENT_HEAD =
      """

      ## Settings of the AWS VPC CNI that are not supported yet

      They are accepted with the values listed, which change nothing, and refused with any other.

      | name | accepted |
      |---|---|
      """;

  private static final String IGNORED_HEAD =
      """

      These are accepted with any value, have no effect, and are named in the log when set:
      """;

  private SettingsReference() {}

  /// The whole page.
  public static String markdown() {
    return HEAD
        + Settings.ALL.stream().map(SettingsReference::row).collect(Collectors.joining())
        + SHIM
        + INCUMBENT_HEAD
        + IncumbentKnob.ALL.stream()
            .filter(knob -> !knob.accepted().isEmpty())
            .map(SettingsReference::row)
            .collect(Collectors.joining())
        + IGNORED_HEAD
        + IncumbentKnob.ALL.stream()
            .filter(knob -> knob.accepted().isEmpty())
            .map(knob -> "`" + knob.name() + "`")
            .collect(Collectors.joining(", ", "", ".\n"));
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            setting.name(), setting.fallbackText(), setting.syntax().range(), setting.meaning());
  }

  private static String row(IncumbentKnob knob) {
    var accepted =
        knob.accepted().stream()
            .map(value -> value.isEmpty() ? "nothing" : "`" + value + "`")
            .collect(Collectors.joining(", "));
    return "| `%s` | %s |\n".formatted(knob.name(), accepted);
  }
}
