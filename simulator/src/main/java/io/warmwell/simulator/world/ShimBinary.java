package io.warmwell.simulator.world;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Where the build left the CNI executable.
public final class ShimBinary {
  private static final Path IN_BUILD_TREE = Path.of("cni-binary", "target", "shim", "warmwell");

  private ShimBinary() {}

  /// Finds it in the build tree that these classes come from.
  ///
  /// @throws IllegalStateException if it has not been built
  public static Path locate() {
    var classes = classes();
    return Stream.iterate(classes, path -> path.getParent() != null, Path::getParent)
        .map(directory -> directory.resolve(IN_BUILD_TREE))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no CNI executable %s above %s; build it first: mvn package"
                        .formatted(IN_BUILD_TREE, classes)));
  }

  private static Path classes() {
    try {
      return Path.of(ShimBinary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("these classes lie at no path", e);
    }
  }
}
