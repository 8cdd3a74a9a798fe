package io.warmwell.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files of this repository that people wrote.
record Repository(Path root) {

  private static final Set<String> NOT_WRITTEN =
      Set.of(".git", "target", ".idea", ".vscode", "node_modules");

  /// The repository that holds the module whose tests run.
  static Repository ofThisBuild() {
    var module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    var root = module;
    while (!Files.isRegularFile(root.resolve("LICENSE"))) {
      var parent = root.getParent();
      if (parent == null) {
        throw new IllegalStateException("no LICENSE in any directory above " + module);
      }
      root = parent;
    }
    return new Repository(root);
  }

  /// Every written file, as paths relative to the root, in order.
  List<Path> files() {
    var files = new ArrayList<Path>();
    var visitor =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return NOT_WRITTEN.contains(String.valueOf(directory.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !file.endsWith(".git")) {
              files.add(root.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(root, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException("list the files of " + root, e);
    }
    return files.stream().sorted().toList();
  }

  /// Every written file whose name ends like this.
  List<Path> files(String suffix) {
    return files().stream().filter(file -> file.toString().endsWith(suffix)).toList();
  }

  /// The lines of a file; none if it is not text.
  List<String> lines(Path file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (MalformedInputException _) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  /// The whole text of a file.
  String text(Path file) {
    return String.join("\n", lines(file)) + "\n";
  }
}
