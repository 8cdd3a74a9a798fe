package io.warmwell.ipamd.birth;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tags that are chosen by patterns, as EC2's filters do it: `*` stands for anything, `?` for one
/// character.
final class Wildcards {
  private static final Pattern PART = Pattern.compile("[^*?]+|[*?]");

  private Wildcards() {}

  /// Whether a thing has every tag that is wanted.
  static boolean areMet(Map<String, String> wanted, Map<String, String> tags) {
    return wanted.entrySet().stream()
        .allMatch(
            tag -> {
              var value = tags.get(tag.getKey());
              return value != null && pattern(tag.getValue()).matcher(value).matches();
            });
  }

  private static Pattern pattern(String text) {
    var regex =
        PART.matcher(text)
            .replaceAll(
                part ->
                    switch (part.group()) {
                      case "*" -> ".*";
                      case "?" -> ".";
                      case String plain -> Matcher.quoteReplacement(Pattern.quote(plain));
                    });
    return Pattern.compile(regex, Pattern.DOTALL);
  }
}
