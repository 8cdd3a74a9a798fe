package io.warmwell.bench.program;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Where the build left the programs of `bench/src/main/c`.
public final class Programs {
  private static final Path IN_BUILD_TREE = Path.of("bench", "target", "launcher");

  private Programs() {}

  /// Finds one in the build tree that these classes come from.
  ///
  /// @param name for example `launch`
  /// @throws IllegalStateException if it has not been built
  public static Path locate(String name) {
    var file = IN_BUILD_TREE.resolve(name);
    return Stream.iterate(classes(), path -> path.getParent() != null, Path::getParent)
        .map(directory -> directory.resolve(file))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + file + "; build it: mvn package"));
  }

  private static Path classes() {
    try {
      return Path.of(Programs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("these classes lie at no path", e);
    }
  }
}
