package dev.pawl.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Turns a directory from one snapshot into another, file by file, so that it can be finished or undone after a crash
 * (2-behaviour, 5.6). The journal says which two snapshots and which direction; everything else follows from the files.
 */
final class Publisher {

  /** Asked before each file; throws when the right to publish was lost. */
  @FunctionalInterface
  interface Guard {
    void check() throws InterruptedException;
  }

  private static final String UNDOING = "undoing";

  private final SnapshotStore store;
  private final Path target;
  private final Path journal;

  Publisher(SnapshotStore store, Path target, Path journal) {
    this.store = store;
    this.target = target;
    this.journal = journal;
  }

  /**
   * Publishes, or goes on with a publishing that a crash interrupted.
   *
   * @return how many files differ between the two snapshots
   * @throws PublishConflict when somebody changed one of the files; the target is then without any of the changes
   */
  int publish(ObjectId from, ObjectId to, Guard guard)
      throws IOException, PublishConflict, InterruptedException {
    List<Change> changes = store.diff(from, to);
    if (Files.exists(journal)) {
      if (Files.readString(journal).endsWith(UNDOING)) {
        undo(changes);
        throw new PublishConflict(List.of("see the first attempt"));
      }
    } else {
      var conflicts = new ArrayList<String>();
      for (Change change : changes) {
        if (!isAt(change, change.oldMode(), change.oldId())
            && !isAt(change, change.newMode(), change.newId())) {
          conflicts.add(change.path());
        }
      }
      if (!conflicts.isEmpty()) {
        throw new PublishConflict(conflicts);
      }
      write(from.name() + " " + to.name() + "\n");
    }
    for (Change change : changes) {
      guard.check();
      boolean replaced;
      try {
        replaced = isAt(change, change.newMode(), change.newId()) || replace(change);
      } catch (IOException e) {
        throw givenUp(from, to, changes, e);
      }
      if (!replaced) {
        giveUp(from, to, changes);
        throw new PublishConflict(List.of(change.path()));
      }
    }
    try {
      finish(changes);
    } catch (IOException e) {
      throw givenUp(from, to, changes, e);
    }
    return changes.size();
  }

  /** What went wrong first is what counts. */
  private IOException givenUp(
      ObjectId from, ObjectId to, List<Change> changes, IOException because) {
    try {
      giveUp(from, to, changes);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
    return because;
  }

  /** Until every folder is on the disk, also those of an attempt before, a crash is followed by another look at all files. */
  private void finish(List<Change> changes) throws IOException {
    var folders = new LinkedHashSet<Path>();
    for (Change change : changes) {
      // Folders that are new are entries of others.
      Path folder = folderOf(target.resolve(change.path()));
      while (folder.startsWith(target) && folders.add(folder)) {
        folder = folderOf(folder);
      }
    }
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        force(folder);
      }
    }
    Files.delete(journal);
  }

  /** All or nothing: what was replaced goes back, also when a crash comes in between. */
  private void giveUp(ObjectId from, ObjectId to, List<Change> changes) throws IOException {
    write(from.name() + " " + to.name() + "\n" + UNDOING);
    undo(changes);
  }

  private void undo(List<Change> changes) throws IOException {
    for (Change change : changes) {
      if (isAt(change, change.newMode(), change.newId())) {
        replace(change.reversed());
      }
    }
    finish(changes);
  }

  private void write(String line) throws IOException {
    Files.createDirectories(journal.getParent());
    Path fresh = journal.resolveSibling(journal.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(fresh, journal, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(folderOf(journal));
  }

  /** Whether the target's file is what a snapshot says. */
  private boolean isAt(Change change, FileMode mode, ObjectId id) throws IOException {
    Path file = target.resolve(change.path());
    PosixFileAttributes attributes;
    try {
      Path parent = folderOf(file);
      if (!parent.toRealPath().equals(parent)) {
        return false;
      }
      attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException gone) {
      return mode == FileMode.MISSING;
    }
    if (mode == FileMode.MISSING || !attributes.isRegularFile()) {
      return false;
    }
    return SnapshotStore.identify(file, attributes.size()).equals(id);
  }

  /** Replaces one file by its new content, unless it is no longer what it was; then nothing happens. */
  private boolean replace(Change change) throws IOException {
    Path file = target.resolve(change.path());
    if (!isAt(change, change.oldMode(), change.oldId())) {
      return false;
    }
    if (change.newMode() == FileMode.MISSING) {
      return Files.deleteIfExists(file);
    }
    Path fresh =
        file.resolveSibling(".pawl-" + Integer.toHexString(change.path().hashCode()) + ".tmp");
    Files.deleteIfExists(fresh);
    Files.createDirectories(fresh.getParent());
    var atFirst =
        PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    Files.createFile(fresh, atFirst);
    try {
      store.copy(change.newId(), fresh);
      if (change.oldMode() == FileMode.MISSING) {
        String mode = change.newMode() == FileMode.EXECUTABLE_FILE ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
      } else {
        takeOwnerAndMode(file, fresh);
      }
      force(fresh);
      if (!isAt(change, change.oldMode(), change.oldId())) {
        return false;
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void takeOwnerAndMode(Path from, Path to) throws IOException {
    var old = Files.readAttributes(from, "unix:uid,gid,permissions", LinkOption.NOFOLLOW_LINKS);
    var own = Files.readAttributes(to, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
    for (String owner : List.of("uid", "gid")) {
      if (!Objects.equals(old.get(owner), own.get(owner))) {
        try {
          Files.setAttribute(to, "unix:" + owner, old.get(owner), LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
          throw new FileSystemException(
              from.toString(),
              null,
              "%s %s is not the one that Pawl runs as; run it as the owner of its targets"
                  .formatted(owner, old.get(owner)));
        }
      }
    }
    @SuppressWarnings("unchecked")
    var permissions = (Set<PosixFilePermission>) old.get("permissions");
    Files.setPosixFilePermissions(to, permissions);
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private static void force(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
