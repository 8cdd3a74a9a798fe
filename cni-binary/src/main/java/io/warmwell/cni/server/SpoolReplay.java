package io.warmwell.cni.server;

import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRefusal;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.cni.protocol.ShimRequest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays each DEL that the shim has spooled while no daemon answered, and deletes its file.
///
/// One thread runs it. A DEL is idempotent, so that a crash between playing and deleting costs
/// nothing; one that fails stays for the next run; one that cannot be read is set aside.
final class SpoolReplay {
  private static final Logger log = LoggerFactory.getLogger(SpoolReplay.class);
  private static final String SPOOLED = "*.del";
  private static final String SET_ASIDE = ".corrupt";
  // Longer than an ADD of the same attachment may wait for its address.
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final Path directory;
  private final Verbs verbs;

  SpoolReplay(Path directory, Verbs verbs) {
    this.directory = directory;
    this.verbs = verbs;
  }

  /// Plays what is there now.
  void run() {
    try {
      for (var file : files()) {
        play(file);
      }
    } catch (IOException e) {
      log.warn("cannot read the spool directory={}", directory, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    if (Files.isDirectory(directory)) {
      try (var entries = Files.newDirectoryStream(directory, SPOOLED)) {
        entries.forEach(files::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return files;
  }

  private void play(Path file) throws InterruptedException {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        // Reading from a pipe that nobody writes to would take forever.
        throw new CniRefusal(CniError.IO_FAILURE, "not a regular file", "delete it");
      }
      play(file, read(file));
    } catch (CniRefusal e) {
      setAside(file, e);
    } catch (IOException e) {
      log.warn("cannot play a spooled DEL file={}", file, e);
    }
  }

  private static void setAside(Path file, CniRefusal reason) {
    var aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      log.warn("set a spooled DEL aside file={} reason={}", aside, reason.getMessage());
    } catch (IOException e) {
      log.warn("cannot set a spooled DEL aside file={}", file, e);
    }
  }

  private void play(Path file, CniRequest.Del del) throws IOException, InterruptedException {
    var caller = new Waiting();
    verbs.perform(del, caller);
    var reply = caller.reply();
    if (reply.isPresent() && reply.get().exitStatus() == 0) {
      Files.deleteIfExists(file);
      log.info("played a spooled DEL attachment={}", del.key());
    } else {
      log.warn(
          "a spooled DEL failed and stays attachment={} file={} reply={}",
          del.key(),
          file,
          reply.map(r -> r.standardOutput().strip()).orElse("none"));
    }
  }

  private static CniRequest.Del read(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(ShimRequest.BYTES_MAX + 1);
    }
    return switch (CniRequest.of(ShimRequest.parse(bytes))) {
      case CniRequest.Del del -> del;
      case CniRequest.Add _,
          CniRequest.AddAddress _,
          CniRequest.Check _,
          CniRequest.CheckAddress _,
          CniRequest.Gc _,
          CniRequest.Status _ ->
          throw new CniRefusal(CniError.BAD_ENVIRONMENT, "not a DEL", "delete the file");
    };
  }

  /// Nobody but the replay waits for a spooled request.
  private static final class Waiting implements Caller {
    private final CompletableFuture<ShimReply> reply = new CompletableFuture<>();

    @Override
    public Optional<PodNamespace> namespace() {
      return Optional.empty();
    }

    @Override
    public boolean gone() {
      return false;
    }

    @Override
    public boolean answer(ShimReply outcome) {
      return reply.complete(outcome);
    }

    @Override
    public void end() {
      reply.cancel(false);
    }

    private Optional<ShimReply> reply() throws InterruptedException {
      try {
        return Optional.of(reply.get(WAIT.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException | ExecutionException | CancellationException e) {
        log.debug("no reply", e);
        return Optional.empty();
      }
    }
  }
}
