package io.warmwell.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds variables that were meant for the daemon and that it would otherwise ignore.
///
/// An environment holds many variables that are none of our business; a variable is ours when it
/// has our prefix, is a known knob of the AWS VPC CNI, or is one or two typing errors away from a
/// knob.
final class Strangers {

  private static final String PREFIX = "WARMWELL_";

  /// Names shorter than this are refused at one typing error only: two turn `MAX_ENI` into
  /// `MAX_URI`.
  private static final int LONG_NAME_CHARACTERS = 10;

  /// What kubelet adds for every Service of the namespace
  /// (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables): a
  /// Service named `warmwell` must not stop the daemon.
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "WARMWELL_([A-Z0-9_]+_)?"
              + "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
              + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  /// What the CNI executable reads; whoever runs both may set both in one place.
  static final List<String> SHIM_NAMES =
      List.of("WARMWELL_SOCKET", "WARMWELL_SPOOL", "WARMWELL_TIMEOUT_SECONDS");

  private static final List<String> OWN_NAMES = Settings.ALL.stream().map(Setting::name).toList();

  private static final Map<String, IncumbentKnob> INCUMBENT_KNOBS =
      IncumbentKnob.ALL.stream().collect(Collectors.toMap(IncumbentKnob::name, knob -> knob));

  private static final List<String> NAMES_WORTH_A_GUESS =
      Stream.concat(
              OWN_NAMES.stream(),
              IncumbentKnob.ALL.stream()
                  .filter(knob -> !knob.accepted().isEmpty())
                  .map(IncumbentKnob::name))
          .toList();

  private Strangers() {}

  /// One sentence for each such variable, in order of their names.
  static List<String> problemsOf(Map<String, String> environment) {
    return new TreeMap<>(environment)
        .entrySet().stream()
            .flatMap(entry -> problem(entry.getKey(), entry.getValue()).stream())
            .toList();
  }

  /// Known knobs of the AWS VPC CNI that are set, accepted and without effect here.
  static List<String> ignoredIn(Map<String, String> environment) {
    return IncumbentKnob.ALL.stream()
        .filter(knob -> !environment.getOrDefault(knob.name(), "").isBlank())
        .filter(knob -> knob.accepted().isEmpty())
        .map(IncumbentKnob::name)
        .toList();
  }

  private static Optional<String> problem(String name, String value) {
    if (OWN_NAMES.contains(name)
        || SHIM_NAMES.contains(name)
        || SERVICE_LINK.matcher(name).matches()) {
      return Optional.empty();
    }
    var incumbent = Optional.ofNullable(INCUMBENT_KNOBS.get(name));
    if (incumbent.isPresent()) {
      return incumbent.filter(knob -> !knob.accepts(value)).map(knob -> unsupported(knob, value));
    }
    if (name.startsWith(PREFIX)) {
      return Optional.of(name + ": no such setting" + suggestion(closestOwn(name)));
    }
    return misspelt(name).map(meant -> name + ": no such setting; did you mean " + meant + "?");
  }

  private static String unsupported(IncumbentKnob knob, String value) {
    var usual = knob.accepted().getFirst();
    return "%s=%s: a setting of the AWS VPC CNI that is not supported yet; unset it or leave it at %s"
        .formatted(knob.name(), SettingReader.shown(value), usual.isEmpty() ? "nothing" : usual);
  }

  private static Optional<String> closestOwn(String name) {
    var ours = OWN_NAMES.stream().filter(own -> own.startsWith(PREFIX)).toList();
    return Spelling.closest(name, ours, Integer.MAX_VALUE).stream().findFirst();
  }

  private static String suggestion(Optional<String> closest) {
    return closest.map(name -> "; did you mean " + name + "?").orElse("; unset it");
  }

  private static Optional<String> misspelt(String name) {
    return Spelling.closest(name, NAMES_WORTH_A_GUESS, 2).stream()
        .filter(meant -> meant.length() >= LONG_NAME_CHARACTERS || Spelling.edits(name, meant) <= 1)
        .findFirst();
  }
}
