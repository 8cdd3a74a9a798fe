package io.warmwell.cni.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Requests of the shim that have been tampered with, by chance: cut, flipped, spliced, nested,
/// swollen, or with names that lead elsewhere.
public final class Hostility {
  private static final List<String> VERBS =
      List.of("ADD", "CHECK", "DEL", "GC", "STATUS", "VERSION", "", "add", "A\u0000D");
  private static final List<String> NAMES =
      List.of(
          "c1",
          "eth0",
          "",
          ".",
          "..",
          "../../etc/passwd",
          "/etc/shadow",
          "a/b",
          "a b",
          "a\nb",
          "-rf",
          "%s%n",
          "\u0000",
          "\u202e",
          "é",
          "\ud800",
          "x".repeat(8_000),
          "c".repeat(253));
  private static final List<String> PATHS =
      List.of(
          "/run/netns/c1",
          "",
          "/proc/self/ns/net",
          "../../../proc/1/ns/net",
          "/dev/zero",
          "/\u0001\n/x",
          "/" + "d/".repeat(4_000));
  private static final List<String> ARGUMENTS =
      List.of(
          "",
          "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web-0",
          ";;;=;==",
          "K8S_POD_NAME=..;K8S_POD_NAMESPACE=/",
          "A=".repeat(4_000));
  private static final List<String> VALUES =
      List.of(
          "null",
          "{}",
          "[]",
          "[null]",
          "\"\"",
          "-0",
          "1e999999999",
          "9".repeat(60),
          "true",
          "\"\\ud800\"",
          "\"../x\"",
          "[[[[]]]]",
          "{\"ips\":[{\"address\":\"10.0.1.7/32\"}]}",
          "[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}]",
          "[{\"containerID\":\"c1\"}]");
  private static final List<String> KEYS =
      List.of("cniVersion", "name", "type", "mtu", "prevResult", "cni.dev/valid-attachments", "x");

  private final RandomGenerator random;

  public Hostility(RandomGenerator random) {
    this.random = random;
  }

  /// The bytes of one message.
  public byte[] message() {
    var whole =
        ShimMessage.of(
            any(VERBS),
            mostly("c1", NAMES),
            mostly("/run/netns/c1", PATHS),
            mostly("eth0", NAMES),
            mostly("", ARGUMENTS),
            "",
            configuration());
    return random.nextInt(3) == 0 ? tampered(whole) : whole;
  }

  /// What may come on standard input.
  public byte[] input() {
    var text = configuration().getBytes(StandardCharsets.UTF_8);
    return random.nextInt(3) == 0 ? tampered(text) : text;
  }

  /// A verb, served or not.
  public String verb() {
    return any(VERBS).replace("\u0000", "?");
  }

  private String configuration() {
    var version = mostly("1.1.0", List.of("0.3.1", "0.4.0", "1.0.0", "9.9.9", ""));
    var json =
        new StringBuilder("{\"cniVersion\":\"" + version + "\",\"name\":\"pods\",\"type\":\"w\"");
    for (var i = random.nextInt(4); i > 0; i--) {
      json.append(",\"").append(any(KEYS)).append("\":").append(value());
    }
    return json.append('}').toString();
  }

  private String value() {
    return switch (random.nextInt(10)) {
      case 0 -> "[".repeat(depth()) + "]".repeat(depth());
      case 1 -> "{\"a\":".repeat(depth()) + "1" + "}".repeat(depth());
      case 2 -> "\"" + "é".repeat(random.nextInt(20_000)) + "\"";
      default -> any(VALUES);
    };
  }

  private int depth() {
    return random.nextInt(4) == 0 ? 10_000 : random.nextInt(80);
  }

  private byte[] tampered(byte[] whole) {
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      case 1 -> Arrays.copyOf(whole, whole.length + 1 + random.nextInt(64));
      case 2 -> flipped(whole);
      case 3 -> lengthened(whole);
      default -> {
        var noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        yield noise;
      }
    };
  }

  private byte[] flipped(byte[] whole) {
    var changed = whole.clone();
    for (var i = 1 + random.nextInt(8); i > 0 && changed.length > 0; i--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
    }
    return changed;
  }

  /// With a wild number in a place where the length of a field may be.
  private byte[] lengthened(byte[] whole) {
    var changed = whole.clone();
    if (changed.length >= 12) {
      var at = random.nextInt(Math.min(64, changed.length - 4));
      ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, random.nextInt());
    }
    return changed;
  }

  private String mostly(String sound, List<String> others) {
    return random.nextInt(4) == 0 ? any(others) : sound;
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
