package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestFiles;
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
  void writeIndex() throws Exception {
    file = folder.resolve("a.txt");
    index = folder.resolve("index");
    TestFiles.write(folder, "a.txt", "a");
    var entry = entry();
    var old = new FileStamp(entry.stamp().type(), false, 1, 1, 1, 1, 1);
    var fileIndex = new FileIndex();
    fileIndex.put(new FileWalker.Entry("a.txt", file, old), CONTENT);
    fileIndex.write(index);
  }

  private FileWalker.Entry entry() throws Exception {
    return new FileWalker.Entry("a.txt", file, FileStamp.of(file));
  }

  private FileWalker.Entry stamped(FileStamp stamp) {
    return new FileWalker.Entry("a.txt", file, stamp);
  }

  @Test
  void readsWrittenIndex() {
    var old = new FileStamp(FileStamp.FileType.FILE, false, 1, 1, 1, 1, 1);

    assertThat(FileIndex.read(index).find(stamped(old))).contains(CONTENT);
  }

  @Test
  void ignoresFilesWithAnotherStamp() {
    var fileIndex = FileIndex.read(index);

    assertThat(
            List.of(
                new FileStamp(FileStamp.FileType.LINK, false, 1, 1, 1, 1, 1),
                new FileStamp(FileStamp.FileType.FILE, true, 1, 1, 1, 1, 1),
                new FileStamp(FileStamp.FileType.FILE, false, 2, 1, 1, 1, 1),
                new FileStamp(FileStamp.FileType.FILE, false, 1, 2, 1, 1, 1),
                new FileStamp(FileStamp.FileType.FILE, false, 1, 1, 2, 1, 1),
                new FileStamp(FileStamp.FileType.FILE, false, 1, 1, 1, 1, 2)))
        .allSatisfy(stamp -> assertThat(fileIndex.find(stamped(stamp))).isEmpty());
  }

  @Test
  void discardsDamagedIndex() throws Exception {
    byte[] whole = Files.readAllBytes(index);
    var old = new FileStamp(FileStamp.FileType.FILE, false, 1, 1, 1, 1, 1);
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
  void doesNotRecordRecentChanges() throws Exception {
    var recent = entry();
    var fileIndex = new FileIndex();

    fileIndex.put(recent, CONTENT);

    assertThat(fileIndex.find(recent)).isEmpty();
  }

  @Test
  void stampsDetectChangesWithRestoredTime() throws Exception {
    FileStamp before = FileStamp.of(file);
    FileTime time = Files.getLastModifiedTime(file);

    Files.writeString(file, "b");
    Files.setLastModifiedTime(file, time);
    FileStamp written = FileStamp.of(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(written).isNotEqualTo(before);
    assertThat(FileStamp.of(file)).isNotEqualTo(written).returns(true, FileStamp::isExecutable);
  }
}
