package io.warmwell.cli.demo;

/// Hears how far the demo has come. Called from several threads.
public interface Progress {

  /// Something has begun that takes a while.
  void begins(String what);

  /// So many of so many parts of it are done.
  void advances(int done, int of);

  /// It is done; what came out of it in a few words.
  void ends(String outcome);
}
