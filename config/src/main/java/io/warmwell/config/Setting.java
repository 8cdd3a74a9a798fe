package io.warmwell.config;

import io.warmwell.inet.Ipv4Prefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One knob: the line that declares it in [Settings] is its documentation.
///
/// @param name of the environment variable
/// @param syntax what texts are accepted
/// @param fallback the value when the variable is not set
/// @param meaning one or two sentences for the operator
record Setting<T>(String name, Syntax<T> syntax, Fallback<T> fallback, String meaning) {

  /// A knob that counts something.
  static Setting<Integer> count(String name, int fallback, int min, int max, String meaning) {
    return of(name, new Syntax.WholeNumber(min, max), fallback, meaning);
  }

  /// A knob that is on or off.
  static Setting<Boolean> flag(String name, boolean fallback, String meaning) {
    return of(name, new Syntax.Flag(), fallback, meaning);
  }

  /// A knob that is a text, or nothing.
  static Setting<String> text(
      String name, String fallback, String pattern, String range, String meaning) {
    var syntax = new Syntax.Word(Pattern.compile("(" + pattern + ")?"), List.of(), range);
    return of(name, syntax, fallback, meaning);
  }

  /// A knob that is a length of time between two bounds.
  static Setting<Duration> time(
      String name, Duration fallback, Duration min, Duration max, String meaning) {
    return of(name, new Syntax.Time(min, max), fallback, meaning);
  }

  /// A knob that is a length of time from zero up.
  static Setting<Duration> time(String name, Duration fallback, Duration max, String meaning) {
    return time(name, fallback, Duration.ZERO, max, meaning);
  }

  /// A knob that is a directory.
  static Setting<Path> directory(String name, String fallback, int bytesMax, String meaning) {
    return of(name, new Syntax.Directory(bytesMax), Path.of(fallback), meaning);
  }

  /// A knob that is one of an enum's constants.
  static <E extends Enum<E>> Setting<E> choice(String name, E fallback, String meaning) {
    return of(name, new Syntax.Choice<>(fallback.getDeclaringClass()), fallback, meaning);
  }

  /// A knob that is the start of interface names.
  static Setting<String> prefix(String name, String fallback, List<String> no, String meaning) {
    var range = "1 to 4 letters, digits, '-' or '_', but not " + String.join(", ", no);
    var syntax = new Syntax.Word(Pattern.compile("[A-Za-z0-9_-]{1,4}"), no, range);
    return of(name, syntax, fallback, meaning);
  }

  /// A knob that is a list of CIDRs.
  static Setting<List<Ipv4Prefix>> prefixes(String name, String meaning) {
    return of(name, new Syntax.Prefixes(), List.of(), meaning);
  }

  /// A knob that is a cluster's name, or nothing.
  static Setting<String> cluster(String name, String meaning) {
    var syntax =
        new Syntax.Word(
            Pattern.compile("[A-Za-z0-9._-]{0,100}"),
            List.of(),
            "up to 100 letters, digits, '.', '-' or '_'");
    return of(name, syntax, "", meaning);
  }

  /// A knob that is a set of tags.
  static Setting<Map<String, String>> tags(String name, String meaning) {
    return of(name, new TagsSyntax(), Map.of(), meaning);
  }

  /// A knob that is a bit mask.
  ///
  /// @param taken bits that it must leave alone
  static Setting<Integer> bits(String name, int fallback, int taken, String meaning) {
    return of(name, new Syntax.Bits(taken), fallback, meaning);
  }

  /// A knob that follows another one until it is set.
  static <T> Setting<T> following(Setting<T> other, String name, String meaning) {
    return new Setting<>(name, other.syntax, new Fallback.SameAs<>(other), meaning);
  }

  private static <T> Setting<T> of(String name, Syntax<T> syntax, T fallback, String meaning) {
    return new Setting<>(name, syntax, new Fallback.Fixed<>(fallback), meaning);
  }

  /// The default as documentation shows it.
  String fallbackText() {
    return switch (fallback) {
      case Fallback.Fixed<T>(var value) ->
          Optional.of(syntax.print(value)).filter(text -> !text.isEmpty()).orElse("nothing");
      case Fallback.SameAs<T>(var other) -> "the value of " + other.name;
    };
  }

  /// The value of a knob that is not set.
  sealed interface Fallback<T> {

    /// Always the same one.
    record Fixed<T>(T value) implements Fallback<T> {}

    /// Whatever another knob says.
    record SameAs<T>(Setting<T> other) implements Fallback<T> {}
  }
}
