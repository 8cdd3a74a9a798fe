package io.warmwell.ipamd.intents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.BringUp;
import io.warmwell.eni.NewInterface.Content;
import io.warmwell.ipamd.disk.DiskFolder;
import io.warmwell.ipamd.disk.Folder;
import io.warmwell.ipamd.disk.ForwardingFolder;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentsTest {
  private static final Intent PREFIXES = creation("token-1", new Content.Prefixes(2));
  private static final Intent ADDRESSES = creation("token-2", new Content.Addresses(9));
  private static final Intent DELETION = new Intent.Deletion(new EniId("eni-1"));

  @TempDir private Path state;

  @Test
  void whatWasBegunIsLeftToTheNextLife() {
    var intents = open();
    intents.begin(PREFIXES);
    intents.begin(ADDRESSES);
    intents.begin(DELETION);

    assertThat(open().left()).containsExactlyInAnyOrder(PREFIXES, ADDRESSES, DELETION);
    assertThat(intents.left()).as("in this life they are under way").isEmpty();
  }

  @Test
  void whatEndedLeavesNothing() {
    var intents = open();
    intents.begin(PREFIXES);
    intents.begin(DELETION);

    intents.end(PREFIXES);
    intents.end(DELETION);

    assertThat(open().left()).isEmpty();
    assertThat(state.resolve("intents")).isEmptyDirectory();
  }

  @Test
  void whatEndedWithoutAWordIsLeftToThisLifeToo() {
    var intents = open();
    intents.begin(PREFIXES);

    intents.leave(PREFIXES);

    assertThat(intents.left()).containsExactly(PREFIXES);
    intents.end(PREFIXES);
    assertThat(intents.left()).isEmpty();
  }

  @Test
  void anIntentThatWasNamedBeforeADeathIsOnDiskBeforeItIsSettled() {
    var disk = new SyncedNames(folder());
    disk.deadly = true;
    assertThatThrownBy(() -> Intents.open(disk, "i-1").begin(PREFIXES)).isInstanceOf(Died.class);
    disk.deadly = false;

    var left = Intents.open(disk, "i-1").left();

    assertThat(left).containsExactly(PREFIXES);
    assertThat(disk.synced).containsExactly("create-token-1.intent");
  }

  @Test
  void aDamagedFileIsSetAside() throws IOException {
    open().begin(DELETION);
    var file = state.resolve("intents/delete-eni-1.intent");
    Files.writeString(file, Files.readString(file).replace("eni-1", "eni-2"));

    assertThat(open().left()).isEmpty();
    assertThat(state.resolve("intents/delete-eni-1.intent.unreadable")).exists();
    assertThat(open().left()).isEmpty();
  }

  @Test
  void anotherInstancesIntentsAsInACopiedDiskAreNotCarriedOut() {
    open().begin(DELETION);

    assertThat(Intents.open(folder(), "i-2").left()).isEmpty();
    assertThat(state.resolve("intents/delete-eni-1.intent.unreadable")).exists();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamedAndUsedOnceItCan() throws IOException {
    Files.writeString(state.resolve("intents"), "a file where a directory should be");
    var intents = open();

    assertThatThrownBy(() -> intents.begin(DELETION))
        .isInstanceOf(IntentException.class)
        .hasMessageStartingWith("write intent " + state.resolve("intents/delete-eni-1.intent"))
        .hasMessageEndingWith("check that its file system is writable and has room");
    assertThat(open().left()).isEmpty();

    Files.delete(state.resolve("intents"));
    intents.begin(DELETION);
    assertThat(open().left()).containsExactly(DELETION);
  }

  private Intents open() {
    return Intents.open(folder(), "i-1");
  }

  private DiskFolder folder() {
    return new DiskFolder(state.resolve("intents"));
  }

  private static Intent creation(String token, Content content) {
    return new Intent.Creation(
        new BringUp(
            new SubnetId("subnet-1"),
            List.of("sg-1", "sg-2"),
            content,
            2,
            Map.of("cluster", "blue \"one\""),
            Instant.parse("2026-01-01T00:00:00.123456789Z"),
            token));
  }

  /// The end of the process, which nothing catches.
  private static final class Died extends Error {
    private static final long serialVersionUID = 1;
  }

  /// Notes which names power loss would leave; a process may die right before it syncs them.
  private static final class SyncedNames extends ForwardingFolder {
    private List<String> synced = List.of();
    private boolean deadly;

    private SyncedNames(Folder folder) {
      super(folder);
    }

    @Override
    public void sync() {
      if (deadly) {
        throw new Died();
      }
      super.sync();
      synced = names();
    }
  }
}
