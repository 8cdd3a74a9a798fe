package io.warmwell.simulator.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.ipamd.disk.Folder;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MemoryFolderTest {
  private static final int TRIES = 500;

  @Test
  void whatIsSyncedWithItsNameOutlivesTheMachine() {
    assertThat(
            outcomes(
                folder -> {
                  write(folder, "new", "whole", true);
                  folder.rename("new", "file");
                  folder.sync();
                }))
        .containsExactly("file=whole");
  }

  @Test
  void whatIsNotSyncedIsLostOrTorn() {
    assertThat(
            outcomes(
                folder -> {
                  write(folder, "file", "ab", false);
                  folder.sync();
                }))
        .containsExactlyInAnyOrder("file=", "file=a", "file=ab");
  }

  @Test
  void whatIsSyncedStaysWhenMoreIsLost() {
    assertThat(
            outcomes(
                folder -> {
                  write(folder, "file", "ab", true).append("cd".getBytes(UTF_8));
                  folder.sync();
                }))
        .containsExactlyInAnyOrder("file=ab", "file=abc", "file=abcd");
  }

  @Test
  void aFileThatIsWrittenAnewMayHaveItsOldContent() {
    assertThat(
            outcomes(
                folder -> {
                  write(folder, "file", "old", true);
                  folder.sync();
                  write(folder, "file", "n", false);
                }))
        .containsExactlyInAnyOrder("file=old", "file=", "file=n");
  }

  @Test
  void namesThatAreNotSyncedGoBackInOrder() {
    assertThat(
            outcomes(
                folder -> {
                  write(folder, "new", "x", true);
                  folder.rename("new", "file");
                  folder.delete("file");
                }))
        .containsExactlyInAnyOrder("", "new=x", "file=x");
  }

  @Test
  void atTheWorstNothingOutlivesTheMachineButWhatIsSynced() {
    var folder = new MemoryFolder("/memory", new MemoryFolder.Fate() {});
    write(folder, "kept", "ab", true).append("cd".getBytes(UTF_8));
    folder.sync();
    folder.rename("kept", "renamed");
    write(folder, "new", "x", true);

    var foreseen = folder.synced("kept").map(MemoryFolderTest::text);
    folder.losePower();

    assertThat(foreseen).contains("ab");
    assertThat(folder.synced("new")).isEmpty();
    assertThat(words(folder)).isEqualTo("kept=ab");
  }

  private static Set<String> outcomes(Consumer<MemoryFolder> work) {
    var outcomes = new HashSet<String>();
    for (var seed = 0; seed < TRIES; seed++) {
      var folder = new MemoryFolder("/memory", new MemoryFolder.Fate() {});
      work.accept(folder);
      folder.losePower(new SplittableRandom(seed));
      outcomes.add(words(folder));
    }
    return outcomes;
  }

  private static Folder.OpenFile write(
      MemoryFolder folder, String name, String text, boolean sync) {
    var file = folder.create(name);
    file.append(text.getBytes(UTF_8));
    if (sync) {
      file.sync();
    }
    return file;
  }

  private static String words(MemoryFolder folder) {
    return folder.names().stream()
        .map(name -> name + "=" + folder.read(name).map(MemoryFolderTest::text).orElse("?"))
        .reduce((left, right) -> left + " " + right)
        .orElse("");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
