package io.warmwell.cni.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// A network namespace of this test's own. Same as: ip netns add, ip netns del.
record TestNamespace(String name) implements AutoCloseable {

  static TestNamespace create() {
    var namespace = new TestNamespace("wwshim-" + ProcessHandle.current().pid());
    run("add", namespace.name);
    return namespace;
  }

  String path() {
    return Path.of("/run/netns", name).toString();
  }

  @Override
  public void close() {
    run("del", name);
  }

  private static void run(String verb, String name) {
    try {
      var status = new ProcessBuilder("ip", "netns", verb, name).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("ip netns " + verb + " " + name + ": status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("ip netns " + verb, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
