package dev.pawl.workspace;

import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TreeChange;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.LinkNotFollowedException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a directory from one snapshot to another, file by file, so that it can be completed or undone after a crash.
 * The journal records the two snapshots and the direction; everything else follows from the files.
 */
final class Publisher {

  /** Checks before each file whether publishing may continue; throws if the right to publish was lost. */
  @FunctionalInterface
  interface Guard {
    void check() throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final String UNDOING = "undoing";

  private final SnapshotStore store;
  private final FolderHandle target;
  private final Path journal;

  Publisher(SnapshotStore store, FolderHandle target, Path journal) {
    this.store = store;
    this.target = target;
    this.journal = journal;
  }

  /**
   * Publishes, or completes a publication that was interrupted by a crash.
   *
   * @return the number of files that differ between the two snapshots
   * @throws PublishConflictException if one of the files was changed by others; the target then contains none of the changes
   */
  int publish(ObjectId from, ObjectId to, Guard guard)
      throws IOException, PublishConflictException, InterruptedException {
    List<TreeChange> changes = store.diff(from, to);
    if (Files.exists(journal)) {
      String text = Files.readString(journal);
      if (text.endsWith(UNDOING)) {
        undo(changes);
        throw new PublishConflictException(conflict(text));
      }
    } else {
      var conflicts = new ArrayList<String>();
      for (TreeChange change : changes) {
        if (!matches(change, change.oldMode(), change.oldId())
            && !matches(change, change.newMode(), change.newId())) {
          conflicts.add(change.path());
        }
      }
      if (!conflicts.isEmpty()) {
        throw new PublishConflictException(conflicts);
      }
      writeJournal(from.name() + " " + to.name() + "\n");
    }
    for (TreeChange change : changes) {
      guard.check();
      boolean replaced;
      try {
        replaced = matches(change, change.newMode(), change.newId()) || replace(change);
      } catch (IOException e) {
        throw undoAfter(from, to, changes, e);
      }
      if (!replaced) {
        journalAndUndo(from, to, List.of(change.path()), changes);
        throw new PublishConflictException(List.of(change.path()));
      }
    }
    try {
      flushAndDeleteJournal(changes);
    } catch (IOException e) {
      throw undoAfter(from, to, changes, e);
    }
    return changes.size();
  }

  /** Undoes the changes and returns the original error, with any error of the undoing as suppressed. */
  private IOException undoAfter(
      ObjectId from, ObjectId to, List<TreeChange> changes, IOException cause) {
    try {
      journalAndUndo(from, to, List.of(), changes);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  /**
   * Forces all folders to disk, including those of an earlier attempt, and then deletes the journal. After a crash
   * before that, all files are checked again.
   */
  private void flushAndDeleteJournal(List<TreeChange> changes) throws IOException {
    var folders = new LinkedHashSet<String>();
    for (TreeChange change : changes) {
      // New folders are entries of their parents, which are forced to disk as well.
      String folder = change.path();
      do {
        folder = folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
      } while (folders.add(folder) && !folder.isEmpty());
    }
    for (String folder : folders) {
      try (FolderHandle handle = target.openFolder(folder)) {
        force(handle.path());
      } catch (NoSuchFileException | LinkNotFollowedException e) {
        // Others have deleted or replaced it, with everything that was published there.
        log.debug("Folder not forced to disk: {}", e.getMessage());
      }
    }
    Files.delete(journal);
  }

  /**
   * Undoes all replacements; thanks to the journal, also after a crash in between.
   *
   * @param conflict the path of the file that was changed by others; empty if another error is the reason
   */
  private void journalAndUndo(
      ObjectId from, ObjectId to, List<String> conflict, List<TreeChange> changes)
      throws IOException {
    String conflictLine = conflict.isEmpty() ? "" : conflict.getFirst() + "\n";
    writeJournal(from.name() + " " + to.name() + "\n" + conflictLine + UNDOING);
    undo(changes);
  }

  /** Returns the path between the first and the last line of a journal, if it states one; the path may contain newlines. */
  private static List<String> conflict(String text) {
    int start = text.indexOf('\n') + 1;
    int end = text.length() - UNDOING.length() - 1;
    return start < end ? List.of(text.substring(start, end)) : List.of();
  }

  private void undo(List<TreeChange> changes) throws IOException {
    for (TreeChange change : changes) {
      if (matches(change, change.newMode(), change.newId())) {
        replace(change.reversed());
      }
    }
    flushAndDeleteJournal(changes);
  }

  private void writeJournal(String line) throws IOException {
    Files.createDirectories(journal.getParent());
    Path temporary = journal.resolveSibling(journal.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(
        temporary, journal, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(parentOf(journal));
  }

  /** Returns whether the file in the target matches a snapshot. */
  private boolean matches(TreeChange change, FileMode mode, ObjectId id) throws IOException {
    try {
      return target.inParent(change.path(), file -> matches(file, mode, id));
    } catch (NoSuchFileException missing) {
      return mode == FileMode.MISSING;
    } catch (LinkNotFollowedException replaced) {
      return false;
    }
  }

  private static boolean matches(Path file, FileMode mode, ObjectId id) throws IOException {
    var attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return mode != FileMode.MISSING
        && attributes.isRegularFile()
        && FileIndex.computeId(file, attributes.size()).equals(id);
  }

  /** Replaces a file by its new content; returns false and changes nothing if its old content has changed. */
  private boolean replace(TreeChange change) throws IOException {
    if (!matches(change, change.oldMode(), change.oldId())) {
      return false;
    }
    return change.newMode() == FileMode.MISSING
        ? target.inParent(change.path(), Files::deleteIfExists)
        : target.inCreatedParent(change.path(), file -> replace(change, file));
  }

  private boolean replace(TreeChange change, Path file) throws IOException {
    Path temporary =
        file.resolveSibling(".pawl-" + Integer.toHexString(change.path().hashCode()) + ".tmp");
    Files.deleteIfExists(temporary);
    var initialMode =
        PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    Files.createFile(temporary, initialMode);
    try {
      store.copyBlob(change.newId(), temporary);
      if (change.oldMode() == FileMode.MISSING) {
        String mode = change.newMode() == FileMode.EXECUTABLE_FILE ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode));
      } else {
        copyOwnerAndMode(file, temporary);
      }
      force(temporary);
      if (!matches(change, change.oldMode(), change.oldId())) {
        return false;
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void copyOwnerAndMode(Path from, Path to) throws IOException {
    var original =
        Files.readAttributes(from, "unix:uid,gid,permissions", LinkOption.NOFOLLOW_LINKS);
    var current = Files.readAttributes(to, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
    for (String owner : List.of("uid", "gid")) {
      if (!Objects.equals(original.get(owner), current.get(owner))) {
        try {
          Files.setAttribute(to, "unix:" + owner, original.get(owner), LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
          throw new FileSystemException(
              from.toString(),
              null,
              "%s %s cannot be preserved; run Pawl as the owner of its targets"
                  .formatted(owner, original.get(owner)));
        }
      }
    }
    @SuppressWarnings("unchecked")
    var permissions = (Set<PosixFilePermission>) original.get("permissions");
    Files.setPosixFilePermissions(to, permissions);
  }

  private static Path parentOf(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private static void force(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
