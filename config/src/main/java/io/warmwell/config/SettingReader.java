package io.warmwell.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads knobs from a map and collects what is wrong with them.
///
/// Owned by one caller of [DaemonSettings#parse]; lives as long as that call.
final class SettingReader {

  /// A value in a message is cut here: a variable can be megabytes long.
  private static final int SHOWN_CHARACTERS_MAX = 60;

  private final Map<String, String> environment;
  private final List<EffectiveSetting> effective = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  SettingReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /// The value of a knob; its default if it is not set or cannot be used. The latter is remembered
  /// as a problem.
  <T> T read(Setting<T> setting) {
    var text = environment.get(setting.name());
    if (text == null) {
      var value = fallback(setting);
      effective.add(effective(setting, value, EffectiveSetting.Source.DEFAULT));
      return value;
    }
    return switch (setting.syntax().read(text)) {
      case Syntax.Reading.Value<T>(var value) -> {
        effective.add(effective(setting, value, EffectiveSetting.Source.ENVIRONMENT));
        yield value;
      }
      case Syntax.Reading.Refused<T>(var reason) -> {
        problems.add(
            "%s=%s: %s; give %s"
                .formatted(setting.name(), shown(text), reason, setting.syntax().range()));
        yield fallback(setting);
      }
    };
  }

  List<EffectiveSetting> effective() {
    return List.copyOf(effective);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  private <T> T fallback(Setting<T> setting) {
    return switch (setting.fallback()) {
      case Setting.Fallback.Fixed<T>(var value) -> value;
      case Setting.Fallback.SameAs<T>(var other) -> valueOrFallback(other);
    };
  }

  private <T> T valueOrFallback(Setting<T> setting) {
    var text = environment.get(setting.name());
    return text != null && setting.syntax().read(text) instanceof Syntax.Reading.Value<T>(var value)
        ? value
        : fallback(setting);
  }

  private static <T> EffectiveSetting effective(
      Setting<T> setting, T value, EffectiveSetting.Source source) {
    return new EffectiveSetting(setting.name(), setting.syntax().print(value), source);
  }

  /// A value as a message shows it: quoted when that helps, without control characters, cut.
  static String shown(String text) {
    var clean = text.replaceAll("\\p{Cntrl}", "?");
    if (clean.length() > SHOWN_CHARACTERS_MAX) {
      return "'" + clean.substring(0, SHOWN_CHARACTERS_MAX) + "…'";
    }
    return clean.isEmpty() || clean.contains(" ") ? "'" + clean + "'" : clean;
  }
}
