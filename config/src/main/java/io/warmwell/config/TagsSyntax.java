package io.warmwell.config;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Tags as a JSON object of strings. Keys that EC2, Kubernetes or the daemon keep for themselves
/// are refused; the AWS VPC CNI drops the latter.
///
/// Source of the limits: EC2 User Guide, "Tag restrictions"; of the grammar: RFC 8259.
record TagsSyntax() implements Syntax<Map<String, String>> {
  /// EC2 allows 50; the others name instance, time and cluster.
  private static final int TAGS_MAX = 45;

  private static final int KEY_LENGTH_MAX = 128;
  private static final int VALUE_LENGTH_MAX = 256;
  private static final String EC2_PREFIX = "aws:";
  private static final String KUBERNETES = "k8s.amazonaws.com";
  private static final String OWNER = "eks:eni:owner";

  @Override
  public String range() {
    return "a JSON object of at most "
        + TAGS_MAX
        + " strings, like {\"team\":\"blue\"}; no key with k8s.amazonaws.com, none that starts with"
        + " aws:";
  }

  @Override
  public Reading<Map<String, String>> read(String text) {
    try {
      var tags = text.isBlank() ? Map.<String, String>of() : new Parser(text).object();
      return refusal(tags)
          .<Reading<Map<String, String>>>map(Reading.Refused::new)
          .orElseGet(() -> new Reading.Value<>(Map.copyOf(tags)));
    } catch (IllegalArgumentException e) {
      return new Reading.Refused<>(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String print(Map<String, String> value) {
    return value.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(tag -> quoted(tag.getKey()) + ":" + quoted(tag.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Optional<String> refusal(Map<String, String> tags) {
    if (tags.size() > TAGS_MAX) {
      return Optional.of(tags.size() + " tags");
    }
    return tags.entrySet().stream().flatMap(tag -> refusal(tag).stream()).findFirst();
  }

  private static Optional<String> refusal(Map.Entry<String, String> tag) {
    var key = tag.getKey();
    if (key.isEmpty() || key.length() > KEY_LENGTH_MAX) {
      return Optional.of("a key has 1 to " + KEY_LENGTH_MAX + " characters");
    }
    if (tag.getValue().length() > VALUE_LENGTH_MAX) {
      return Optional.of("the value of " + key + " has more than " + VALUE_LENGTH_MAX);
    }
    return key.startsWith(EC2_PREFIX) || key.contains(KUBERNETES) || key.equals(OWNER)
        ? Optional.of("the key " + key + " is reserved")
        : Optional.empty();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// Reads one object of strings; used once.
  private static final class Parser {
    private static final int HEXADECIMAL = 16;
    private static final int ESCAPE_DIGITS = 4;

    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Map<String, String> object() {
      var tags = new TreeMap<String, String>();
      expect('{');
      if (!finds('}')) {
        do {
          var key = string();
          expect(':');
          if (tags.put(key, string()) != null) {
            throw new IllegalArgumentException("the key " + key + " comes twice");
          }
        } while (finds(','));
        expect('}');
      }
      skipBlanks();
      if (at < text.length()) {
        throw new IllegalArgumentException("not one JSON object");
      }
      return tags;
    }

    private String string() {
      expect('"');
      var read = new StringBuilder();
      for (var next = take(); next != '"'; next = take()) {
        read.append(next == '\\' ? escaped() : next);
      }
      return read.toString();
    }

    private char escaped() {
      var kind = take();
      return switch (kind) {
        case '"', '\\', '/' -> kind;
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> unicode();
        default -> throw new IllegalArgumentException("no such escape: \\" + kind);
      };
    }

    private char unicode() {
      var code = new StringBuilder();
      for (var digit = 0; digit < ESCAPE_DIGITS; digit++) {
        code.append(take());
      }
      return (char) Integer.parseInt(code.toString(), HEXADECIMAL);
    }

    private boolean finds(char wanted) {
      skipBlanks();
      if (at < text.length() && text.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      if (!finds(wanted)) {
        throw new IllegalArgumentException("no " + wanted + " at character " + (at + 1));
      }
    }

    private char take() {
      if (at >= text.length()) {
        throw new IllegalArgumentException("it ends too early");
      }
      return text.charAt(at++);
    }

    private void skipBlanks() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
  }
}
