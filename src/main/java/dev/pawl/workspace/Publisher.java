package dev.pawl.workspace;

import dev.pawl.objectstore.ObjectStoreException;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TreeChange;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.LinkNotFollowedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern TEMPORARY = Pattern.compile("\\.pawl-([0-9a-f]+)(-\\w+)?\\.tmp");

  private final SnapshotStore store;
  private final FolderHandle target;
  private final StoredJournal stored;

  /**
   * Distinguishes the temporary files of this publication from those of a node that was stopped: it deletes its own when it
   * continues, perhaps while this one writes.
   */
  private final String token;

  Publisher(SnapshotStore store, FolderHandle target, StoredJournal stored) {
    this(store, target, stored, HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
  }

  Publisher(SnapshotStore store, FolderHandle target, StoredJournal stored, String token) {
    this.store = store;
    this.target = target;
    this.stored = stored;
    this.token = token;
  }

  /**
   * Publishes, or completes a publication that was interrupted by a crash.
   *
   * @return the number of files that differ between the two snapshots
   * @throws PublishConflictException if one of the files was changed by others; the target then contains none of the changes
   * @throws PublicationIncompleteException if an error occurred and not all changes could be undone
   */
  int publish(ObjectId from, ObjectId to, Guard guard)
      throws IOException, PublishConflictException, InterruptedException {
    Optional<PublishJournal> interrupted = stored.read();
    if (interrupted.isPresent()
        && (interrupted.get().undoing() || !interrupted.get().isBetween(from, to))) {
      completeUndo(interrupted.get(), guard);
      interrupted = Optional.empty();
    }
    List<TreeChange> changes = store.diff(from, to);
    PublishJournal journal = interrupted.isPresent() ? interrupted.get() : start(from, to, changes);
    if (interrupted.isPresent()) {
      deleteTemporaries(changes);
    }
    for (TreeChange change : changes) {
      guard.check();
      boolean replaced;
      try {
        replaced = matches(change, change.newMode(), change.newId()) || replace(change, guard);
      } catch (IOException e) {
        throw undoAfter(e, journal, guard);
      }
      if (!replaced) {
        throw conflict(change.path(), journal, guard);
      }
    }
    guard.check();
    try {
      flushAndDeleteJournal(changes);
    } catch (IOException e) {
      throw undoAfter(e, journal, guard);
    }
    return changes.size();
  }

  /** Writes the journal of a new publication, unless files were changed by others. */
  private PublishJournal start(ObjectId from, ObjectId to, List<TreeChange> changes)
      throws IOException, PublishConflictException {
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
    List<String> files = changes.stream().map(TreeChange::path).toList();
    var journal =
        new PublishJournal(from.name(), to.name(), false, List.of(), files, newFolders(changes));
    stored.write(journal);
    return journal;
  }

  /** Returns the folders that the changes will create, parents first. */
  private List<String> newFolders(List<TreeChange> changes) throws IOException {
    var folders = new TreeSet<String>();
    for (TreeChange change : changes) {
      String folder = parentOf(change.path());
      while (!folder.isEmpty() && !folders.contains(folder) && isMissing(folder)) {
        folders.add(folder);
        folder = parentOf(folder);
      }
    }
    return List.copyOf(folders);
  }

  private boolean isMissing(String folder) throws IOException {
    try {
      target.openFolder(folder).close();
      return false;
    } catch (NoSuchFileException e) {
      return true;
    } catch (LinkNotFollowedException e) {
      // There is something else in its place.
      return false;
    }
  }

  /** Undoes an earlier publication that failed or had another result. */
  private void completeUndo(PublishJournal journal, Guard guard)
      throws IOException, PublishConflictException, InterruptedException {
    List<UnrestoredFile> unrestored = undo(journal, guard);
    var conflicts = new LinkedHashSet<>(journal.conflicts());
    unrestored.stream().map(UnrestoredFile::path).forEach(conflicts::add);
    if (!unrestored.stream().allMatch(UnrestoredFile::isChangedByOthers)) {
      throw new PublicationIncompleteException(
          "an earlier publication was not undone completely", unrestored);
    }
    if (!conflicts.isEmpty()) {
      throw new PublishConflictException(List.copyOf(conflicts));
    }
  }

  /** Undoes the changes after an error, and returns the exception to throw. */
  private IOException undoAfter(IOException cause, PublishJournal journal, Guard guard)
      throws InterruptedException {
    List<UnrestoredFile> unrestored = undo(journal.undoing(List.of()), guard);
    if (unrestored.isEmpty()) {
      return cause;
    }
    var incomplete = new PublicationIncompleteException(reason(cause), unrestored);
    incomplete.initCause(cause);
    return incomplete;
  }

  /** Undoes the changes because others changed a file, and returns the exception to throw. */
  private PublishConflictException conflict(String path, PublishJournal journal, Guard guard)
      throws PublicationIncompleteException, InterruptedException {
    List<UnrestoredFile> unrestored = undo(journal.undoing(List.of(path)), guard);
    var conflicts = new LinkedHashSet<>(List.of(path));
    unrestored.stream().map(UnrestoredFile::path).forEach(conflicts::add);
    if (!unrestored.stream().allMatch(UnrestoredFile::isChangedByOthers)) {
      throw new PublicationIncompleteException(path + " was changed by others", unrestored);
    }
    return new PublishConflictException(List.copyOf(conflicts));
  }

  /**
   * Undoes the publication that was interrupted, if there is one.
   *
   * @return the files that were not restored
   */
  List<UnrestoredFile> undoInterrupted(Guard guard) throws IOException, InterruptedException {
    Optional<PublishJournal> interrupted = stored.read();
    return interrupted.isEmpty()
        ? List.of()
        : undo(interrupted.get().undoing(interrupted.get().conflicts()), guard);
  }

  /**
   * Restores the old content of all files that have the new content; thanks to the journal, also after a crash in
   * between. A file that others changed is left as it is. The journal remains if an error occurred, so that the undo
   * can be repeated.
   *
   * @return the files that were not restored
   */
  private List<UnrestoredFile> undo(PublishJournal journal, Guard guard)
      throws InterruptedException {
    // Another node may have completed the publication meanwhile, and deleted its journal.
    guard.check();
    List<TreeChange> changes;
    try {
      write(journal);
      changes = store.diff(journal.fromTree(), journal.toTree());
    } catch (IOException e) {
      // Without the trees, no file can be restored.
      return nothingRestored(journal, target.shownPath(), e);
    }
    deleteTemporaries(changes);
    var unrestored = new ArrayList<UnrestoredFile>();
    for (TreeChange change : changes) {
      guard.check();
      restore(change, guard).ifPresent(unrestored::add);
    }
    guard.check();
    try {
      deleteEmpty(journal.createdFolders());
      if (unrestored.stream().allMatch(UnrestoredFile::isChangedByOthers)) {
        flushAndDeleteJournal(changes);
      }
    } catch (IOException e) {
      unrestored.add(new UnrestoredFile(target.shownPath().toString(), reason(e)));
    }
    return unrestored;
  }

  /** Writes the journal of an undo. If the object store does not answer, the journal of the publication serves the same end. */
  private void write(PublishJournal journal) throws IOException {
    try {
      stored.write(journal);
    } catch (ObjectStoreException e) {
      log.warn(
          "Journal of an undo not written, the files are restored without: {}", e.getMessage());
    }
  }

  /**
   * Records that a publication is to be undone whose target cannot be opened.
   *
   * @return all files of the publication, none of which was restored
   */
  static List<UnrestoredFile> postponeUndo(StoredJournal stored, Path target, IOException cause)
      throws IOException {
    Optional<PublishJournal> interrupted = stored.read();
    if (interrupted.isEmpty()) {
      return List.of();
    }
    PublishJournal journal = interrupted.get().undoing(interrupted.get().conflicts());
    stored.write(journal);
    return nothingRestored(journal, target, cause);
  }

  private static List<UnrestoredFile> nothingRestored(
      PublishJournal journal, Path target, IOException cause) {
    List<String> files = journal.files().isEmpty() ? List.of(target.toString()) : journal.files();
    return files.stream().map(path -> new UnrestoredFile(path, reason(cause))).toList();
  }

  private Optional<UnrestoredFile> restore(TreeChange change, Guard guard)
      throws InterruptedException {
    try {
      boolean restored =
          matches(change, change.oldMode(), change.oldId())
              || matches(change, change.newMode(), change.newId())
                  && replace(change.reversed(), guard);
      return restored
          ? Optional.empty()
          : Optional.of(new UnrestoredFile(change.path(), UnrestoredFile.CHANGED_BY_OTHERS));
    } catch (IOException e) {
      return Optional.of(new UnrestoredFile(change.path(), reason(e)));
    }
  }

  /** Deletes the temporary files that a crash left behind next to the files of a publication. */
  private void deleteTemporaries(List<TreeChange> changes) {
    var namesByFolder = new LinkedHashMap<String, Set<String>>();
    for (TreeChange change : changes) {
      namesByFolder
          .computeIfAbsent(parentOf(change.path()), folder -> new HashSet<>())
          .add(hash(change));
    }
    namesByFolder.forEach((folder, hashes) -> {
      try (FolderHandle handle = target.openFolder(folder);
          var files = Files.newDirectoryStream(handle.path(), ".pawl-*.tmp")) {
        for (Path file : files) {
          Matcher name = TEMPORARY.matcher(file.getFileName().toString());
          if (name.matches()
              && hashes.contains(name.group(1))
              && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file);
            log.debug("Temporary file of an interrupted publication deleted in {}", folder);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        // They do not prevent the publication.
        log.debug("Temporary files in {} not deleted: {}", folder, e.getMessage());
      }
    });
  }

  private void deleteEmpty(List<String> folders) throws IOException {
    for (String name : folders.reversed()) {
      try {
        target.inParent(
            name,
            folder ->
                Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.deleteIfExists(folder));
      } catch (DirectoryNotEmptyException e) {
        log.debug("Folder stays because others have added files: {}", name);
      } catch (NoSuchFileException | LinkNotFollowedException e) {
        log.debug("Folder was already deleted or replaced: {}", e.getMessage());
      }
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied when denied.getReason() == null ->
          "permission denied: " + denied.getFile();
      case NoSuchFileException missing -> "missing: " + missing.getFile();
      default -> String.valueOf(e.getMessage());
    };
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
        folder = parentOf(folder);
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
    stored.delete();
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
  private boolean replace(TreeChange change, Guard guard) throws IOException, InterruptedException {
    if (!matches(change, change.oldMode(), change.oldId())) {
      return false;
    }
    return change.newMode() == FileMode.MISSING
        ? target.inParent(change.path(), Files::deleteIfExists)
        : target.inCreatedParent(change.path(), file -> replace(change, file, guard));
  }

  private boolean replace(TreeChange change, Path file, Guard guard)
      throws IOException, InterruptedException {
    Path temporary = temporary(change, file);
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
      // A node that was stopped and resumed must not replace a file after another node took over.
      guard.check();
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

  private Path temporary(TreeChange change, Path file) {
    return file.resolveSibling(".pawl-" + hash(change) + "-" + token + ".tmp");
  }

  private static String hash(TreeChange change) {
    return Integer.toHexString(change.path().hashCode());
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

  /** Returns the path of the parent folder; empty for an entry of the target itself. */
  private static String parentOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static void force(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
