package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIndexTests {

  private static final ObjectId CONTENT =
      ObjectId.fromString("0123456789abcdef0123456789abcdef01234567");

  @TempDir Path folder;
  private Path file;
  private Path index;

  @BeforeEach
  void keep() throws Exception {
    file = folder.resolve("a.txt");
    index = folder.resolve("index");
    Folders.write(folder, "a.txt", "a");
    var entry = entry();
    var old = new Stamp(entry.stamp().kind(), false, 1, 1, 1, 1, 1);
    var kept = new FileIndex();
    kept.keep(new FileWalk.Entry("a.txt", file, old), CONTENT);
    kept.write(index);
  }

  private FileWalk.Entry entry() throws Exception {
    return new FileWalk.Entry("a.txt", file, Stamp.of(file));
  }

  private FileWalk.Entry stamped(Stamp stamp) {
    return new FileWalk.Entry("a.txt", file, stamp);
  }

  @Test
  void knowsWhatItWrote() {
    var old = new Stamp(Stamp.Kind.FILE, false, 1, 1, 1, 1, 1);

    assertThat(FileIndex.read(index).find(stamped(old))).contains(CONTENT);
  }

  @Test
  void doesNotKnowAFileWithAnotherStamp() {
    var kept = FileIndex.read(index);

    assertThat(
            List.of(
                new Stamp(Stamp.Kind.LINK, false, 1, 1, 1, 1, 1),
                new Stamp(Stamp.Kind.FILE, true, 1, 1, 1, 1, 1),
                new Stamp(Stamp.Kind.FILE, false, 2, 1, 1, 1, 1),
                new Stamp(Stamp.Kind.FILE, false, 1, 2, 1, 1, 1),
                new Stamp(Stamp.Kind.FILE, false, 1, 1, 2, 1, 1),
                new Stamp(Stamp.Kind.FILE, false, 1, 1, 1, 1, 2)))
        .allSatisfy(stamp -> assertThat(kept.find(stamped(stamp))).isEmpty());
  }

  @Test
  void forgetsEverythingWhenAnythingIsDamaged() throws Exception {
    byte[] whole = Files.readAllBytes(index);
    var old = new Stamp(Stamp.Kind.FILE, false, 1, 1, 1, 1, 1);
    for (int at = 0; at < whole.length; at += 5) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(index, damaged);
      assertThat(FileIndex.read(index).find(stamped(old))).as("byte %d", at).isEmpty();

      Files.write(index, Arrays.copyOf(whole, at));
      assertThat(FileIndex.read(index).find(stamped(old))).as("length %d", at).isEmpty();
    }
  }

  @Test
  void doesNotKeepWhatHasJustChanged() throws Exception {
    var young = entry();
    var kept = new FileIndex();

    kept.keep(young, CONTENT);

    assertThat(kept.find(young)).isEmpty();
  }

  @Test
  void stampsChangeWithContentAndModeEvenWhenTheTimeIsSetBack() throws Exception {
    Stamp before = Stamp.of(file);
    FileTime time = Files.getLastModifiedTime(file);

    Files.writeString(file, "b");
    Files.setLastModifiedTime(file, time);
    Stamp written = Stamp.of(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(written).isNotEqualTo(before);
    assertThat(Stamp.of(file)).isNotEqualTo(written).returns(true, Stamp::isExecutable);
  }
}
