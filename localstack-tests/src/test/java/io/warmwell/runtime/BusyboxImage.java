package io.warmwell.runtime;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.warmwell.simulator.fabric.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// An image of the machine's static busybox, for sandboxes and containers alike, made without a
/// registry. Source: OCI image layout 1.0.
final class BusyboxImage {
  /// What runtimes call it.
  static final String NAME = "localhost/busybox:1";

  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final List<String> COMMANDS =
      List.of("sh", "sleep", "ping", "nc", "ip", "cat", "httpd", "true", "echo");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path layout;

  private BusyboxImage(Path layout) {
    this.layout = layout;
  }

  /// Makes it as an archive that runtimes import.
  ///
  /// @param directory where it and its parts may lie; it is created
  static Path archive(Path directory) throws IOException {
    var image = new BusyboxImage(directory.resolve("layout"));
    Files.createDirectories(image.layout.resolve("blobs/sha256"));
    var layer = image.blob(Files.readAllBytes(layer(directory)));
    var configuration =
        image.json(
            Map.of(
                "architecture", architecture(),
                "os", "linux",
                "config", Map.of("Cmd", List.of("/bin/sleep", "1000000")),
                "rootfs", Map.of("type", "layers", "diff_ids", List.of(layer.digest()))));
    var manifest =
        image.json(
            Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MANIFEST,
                "config",
                configuration.describe(CONFIG, Map.of()),
                "layers",
                List.of(layer.describe(LAYER, Map.of()))));
    var index =
        Map.of(
            "schemaVersion",
            2,
            "manifests",
            List.of(manifest.describe(MANIFEST, Map.of("io.containerd.image.name", NAME))));
    Files.write(image.layout.resolve("index.json"), JSON.writeValueAsBytes(index));
    Files.writeString(image.layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return tar(image.layout, directory.resolve("image.tar"));
  }

  private static Path layer(Path directory) throws IOException {
    var root = directory.resolve("root");
    for (var part : List.of("bin", "tmp", "etc", "proc", "sys", "dev")) {
      Files.createDirectories(root.resolve(part));
    }
    Files.copy(
        Path.of("/bin/busybox"), root.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
    for (var command : COMMANDS) {
      Files.createSymbolicLink(root.resolve("bin").resolve(command), Path.of("busybox"));
    }
    return tar(root, directory.resolve("layer.tar"));
  }

  private static Path tar(Path directory, Path archive) {
    Program.check(
        List.of("tar", "-C", directory.toString(), "--owner=0", "-cf", archive.toString(), "."),
        "");
    return archive;
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  private Blob json(Object content) throws IOException {
    return blob(JSON.writeValueAsBytes(content));
  }

  private Blob blob(byte[] content) throws IOException {
    try {
      var sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
      Files.write(layout.resolve("blobs/sha256").resolve(sum), content);
      return new Blob("sha256:" + sum, content.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private record Blob(String digest, long bytes) {

    Map<String, Object> describe(String mediaType, Map<String, String> annotations) {
      return Map.of(
          "mediaType", mediaType, "digest", digest, "size", bytes, "annotations", annotations);
    }
  }
}
