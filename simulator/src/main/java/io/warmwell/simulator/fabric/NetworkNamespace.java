package io.warmwell.simulator.fabric;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A named network namespace, as `ip netns` keeps them. Source: ip-netns(8).
///
/// @param name its name below `/run/netns`
public record NetworkNamespace(String name) {
  private static final Path DIRECTORY = Path.of("/run/netns");

  /// Creates it, with its loopback interface up. Same as: `ip netns add NAME`.
  ///
  /// @throws ProgramException if there is one of that name, or the caller is not root
  public static NetworkNamespace create(String name) {
    Program.check(List.of("ip", "netns", "add", name), "");
    var created = new NetworkNamespace(name);
    created.ip(List.of("link set lo up"));
    return created;
  }

  /// The existing ones whose names start so, sorted.
  public static List<NetworkNamespace> startingWith(String prefix) {
    var listed = Program.check(List.of("ip", "netns", "list"), "");
    return listed
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .map(NetworkNamespace::new)
        .toList();
  }

  /// The file that stands for it.
  public Path path() {
    return DIRECTORY.resolve(name);
  }

  /// Whether it is there.
  public boolean exists() {
    return Files.exists(path());
  }

  /// Runs commands of ip(8), each without the leading `ip`, in one process, up to the first that
  /// fails.
  ///
  /// @throws ProgramException if one fails; the ones before it have taken effect
  public void ip(List<String> commands) {
    var batch = List.of("ip", "-n", name, "-batch", "-");
    var ended = Program.run(batch, String.join("\n", commands) + "\n");
    if (ended.exitCode() != 0) {
      throw new ProgramException(
          batch, ended.errors().strip() + "; the commands: " + String.join("; ", commands));
    }
  }

  /// What `ip -json` says to a question, for example `route show table all`.
  public String ipJson(String question) {
    return Program.check(
        Stream.concat(Stream.of("ip", "-n", name, "-json"), Stream.of(question.split(" ")))
            .toList(),
        "");
  }

  /// Runs one nftables script as one transaction. Same as: `nft -f -`.
  public void nft(String script) {
    Program.check(inside(List.of("nft", "-f", "-")), script);
  }

  /// What `nft -j list …` says, for example of `counters`.
  public String nftJson(String subject) {
    return Program.check(inside(List.of("nft", "-j", "list", subject)), "");
  }

  /// Sets kernel parameters, each as `key=value`. Same as: `sysctl -w`.
  public void sysctl(List<String> settings) {
    Program.check(
        inside(Stream.concat(Stream.of("sysctl", "-qw"), settings.stream()).toList()), "");
  }

  /// The command that runs another inside. Unlike `ip netns exec` it leaves the mounts alone.
  public List<String> inside(List<String> command) {
    var all = new ArrayList<String>(List.of("nsenter", "--net=" + path()));
    all.addAll(command);
    return List.copyOf(all);
  }

  /// The processes whose main thread lives inside.
  public List<ProcessHandle> processes() {
    return Program.check(List.of("ip", "netns", "pids", name), "")
        .lines()
        .map(String::strip)
        .map(Long::parseLong)
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .collect(Collectors.toUnmodifiableList());
  }

  /// Removes the name; the namespace goes when its last process and socket do. Same as: `ip netns
  /// delete NAME`.
  public void delete() {
    Program.check(List.of("ip", "netns", "delete", name), "");
  }
}
