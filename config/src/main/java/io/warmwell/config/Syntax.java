package io.warmwell.config;

import io.warmwell.inet.Ipv4Prefix;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How the text of a knob becomes a value, and back.
interface Syntax<T> {

  /// What is accepted, as words that complete "give …".
  String range();

  /// Reads the text of a variable.
  Reading<T> read(String text);

  /// Writes a value the way [#read] accepts it.
  String print(T value);

  /// What became of reading a text.
  sealed interface Reading<T> {

    /// The text is in range.
    record Value<T>(T value) implements Reading<T> {}

    /// The text is not in range, and why.
    record Refused<T>(String reason) implements Reading<T> {}
  }

  /// A decimal integer between two bounds, both included.
  record WholeNumber(int min, int max) implements Syntax<Integer> {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,18}");

    @Override
    public String range() {
      return min + " to " + max;
    }

    @Override
    public Reading<Integer> read(String text) {
      if (!DECIMAL.matcher(text).matches()) {
        return new Reading.Refused<>("not a whole number");
      }
      var number = new BigInteger(text);
      if (number.compareTo(BigInteger.valueOf(min)) < 0
          || number.compareTo(BigInteger.valueOf(max)) > 0) {
        return new Reading.Refused<>("out of range");
      }
      return new Reading.Value<>(number.intValueExact());
    }

    @Override
    public String print(Integer value) {
      return value.toString();
    }
  }

  /// A yes or no in the spellings of Go's `strconv.ParseBool`, which existing manifests use.
  record Flag() implements Syntax<Boolean> {

    private static final Set<String> YES = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> NO = Set.of("0", "f", "F", "false", "FALSE", "False");

    @Override
    public String range() {
      return "true or false";
    }

    @Override
    public Reading<Boolean> read(String text) {
      if (YES.contains(text)) {
        return new Reading.Value<>(true);
      }
      return NO.contains(text)
          ? new Reading.Value<>(false)
          : new Reading.Refused<>("neither true nor false");
    }

    @Override
    public String print(Boolean value) {
      return value.toString();
    }
  }

  /// A length of time: a plain number is seconds; `ms`, `s` and `m` are understood as units.
  record Time(Duration min, Duration max) implements Syntax<Duration> {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|)");

    @Override
    public String range() {
      return print(min) + " to " + print(max) + " seconds (or with a unit: 500ms, 30s, 2m)";
    }

    @Override
    public Reading<Duration> read(String text) {
      var match = TIME.matcher(text);
      if (!match.matches()) {
        return new Reading.Refused<>("not a length of time");
      }
      var amount = Long.parseLong(match.group(1));
      var unit = Map.of("ms", 1L, "s", 1_000L, "", 1_000L, "m", 60_000L).get(match.group(2));
      var time = Duration.ofMillis(Math.multiplyExact(amount, unit == null ? 1 : unit));
      return time.compareTo(min) < 0 || time.compareTo(max) > 0
          ? new Reading.Refused<>("out of range")
          : new Reading.Value<>(time);
    }

    @Override
    public String print(Duration value) {
      return value.toMillisPart() == 0 ? Long.toString(value.toSeconds()) : value.toMillis() + "ms";
    }
  }

  /// Text that matches a pattern and is none of some reserved words.
  record Word(Pattern pattern, List<String> reserved, String range) implements Syntax<String> {

    @Override
    public Reading<String> read(String text) {
      if (reserved.contains(text)) {
        return new Reading.Refused<>("reserved");
      }
      return pattern.matcher(text).matches()
          ? new Reading.Value<>(text)
          : new Reading.Refused<>("not usable here");
    }

    @Override
    public String print(String value) {
      return value;
    }
  }

  /// An absolute path of a directory.
  ///
  /// @param bytesMax how long it may be; sockets below it must fit the 108 bytes of `sun_path`
  ///   (unix(7))
  record Directory(int bytesMax) implements Syntax<Path> {

    private static final Pattern CLEAN = Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9._-]*)+");

    @Override
    public String range() {
      return "an absolute path of at most " + bytesMax + " plain characters";
    }

    @Override
    public Reading<Path> read(String text) {
      return text.length() <= bytesMax && CLEAN.matcher(text).matches()
          ? new Reading.Value<>(Path.of(text))
          : new Reading.Refused<>("not such a path");
    }

    @Override
    public String print(Path value) {
      return value.toString();
    }
  }

  /// IPv4 CIDRs with commas between them.
  record Prefixes() implements Syntax<List<Ipv4Prefix>> {

    @Override
    public String range() {
      return "IPv4 CIDRs with commas between them, like 192.168.0.0/16,10.8.0.0/14";
    }

    @Override
    public Reading<List<Ipv4Prefix>> read(String text) {
      try {
        return new Reading.Value<>(
            Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(cidr -> !cidr.isEmpty())
                .map(Ipv4Prefix::parse)
                .toList());
      } catch (IllegalArgumentException e) {
        return new Reading.Refused<>(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public String print(List<Ipv4Prefix> value) {
      return value.stream().map(Ipv4Prefix::toString).collect(Collectors.joining(","));
    }
  }

  /// Bits of a packet's mark, hexadecimal or decimal.
  ///
  /// @param taken bits that have another meaning
  record Bits(int taken) implements Syntax<Integer> {

    @Override
    public String range() {
      return "at least one bit of 32, none of " + print(taken);
    }

    @Override
    public Reading<Integer> read(String text) {
      try {
        var bits = Long.decode(text);
        return bits >= 1 && bits <= 0xffff_ffffL && (bits & taken) == 0
            ? new Reading.Value<>(bits.intValue())
            : new Reading.Refused<>("out of range");
      } catch (NumberFormatException _) {
        return new Reading.Refused<>("not a number");
      }
    }

    @Override
    public String print(Integer value) {
      return "0x" + Integer.toHexString(value);
    }
  }

  /// One constant of an enum, in any case.
  record Choice<E extends Enum<E>>(Class<E> type) implements Syntax<E> {

    @Override
    public String range() {
      return Arrays.stream(type.getEnumConstants())
          .map(this::print)
          .collect(Collectors.joining(", "));
    }

    @Override
    public Reading<E> read(String text) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> print(constant).equals(text.toLowerCase(Locale.ROOT)))
          .findFirst()
          .<Reading<E>>map(Reading.Value::new)
          .orElseGet(() -> new Reading.Refused<>("none of the choices"));
    }

    @Override
    public String print(E value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }
}
