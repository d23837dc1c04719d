package dev.pawl.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.jspecify.annotations.Nullable;

/**
 * The state of a target before a workflow changes it. Only the files of git are read, so that no program named in the
 * configuration of a repository is run.
 *
 * @param git whether a directory is a git work tree; true for repositories, false for archives
 * @param branch the checked-out branch, if any
 * @param modified the number of tracked files that differ from the last commit
 * @param untracked the number of files that git does not track
 * @param writable whether files of the target can be replaced
 * @param locked whether another program's {@code .quality-lock} exists in the directory
 * @param freeBytes the free space where the workspaces are, in bytes
 * @param config the target's configuration; the defaults for repositories, which are not read yet
 */
public record TargetStatus(
    boolean git,
    @Nullable String branch,
    int modified,
    int untracked,
    boolean writable,
    boolean locked,
    long freeBytes,
    TargetConfig config) {

  /** Returns the state of a target that is not a directory. */
  public static TargetStatus withoutDirectory(Target target, TargetConfig config, Path home)
      throws IOException {
    return new TargetStatus(target.git() != null, null, 0, 0, true, false, freeBytes(home), config);
  }

  private static long freeBytes(Path home) throws IOException {
    Files.createDirectories(home);
    return Files.getFileStore(home).getUsableSpace();
  }

  /**
   * Returns the state of a directory.
   *
   * @param filter selects the files that are counted
   */
  public static TargetStatus of(
      FolderHandle root, TargetConfig config, Path home, PathFilter filter) throws IOException {
    long free = freeBytes(home);
    boolean writable = Files.isWritable(root.path());
    boolean locked = Files.exists(root.resolve(".quality-lock"), LinkOption.NOFOLLOW_LINKS);
    Optional<GitFolder> git = GitFolder.open(root);
    if (git.isEmpty()) {
      return new TargetStatus(false, null, 0, 0, writable, locked, free, config);
    }
    try (GitFolder folder = git.get()) {
      DirCache index = folder.index(home);
      var tracked = new HashSet<String>();
      int modified =
          countModified(root, index, folder.indexTime(), tracked, filter)
              + folder.countStaged(index);
      int untracked =
          (int)
              FileWalker.listTarget(root, config, home, filter).stream()
                  .filter(file -> !tracked.contains(file.path()))
                  .count();
      return new TargetStatus(
          true, folder.branch().orElse(null), modified, untracked, writable, locked, free, config);
    }
  }

  private static int countModified(
      FolderHandle root, DirCache index, Instant indexTime, Set<String> tracked, PathFilter filter)
      throws IOException {
    int changed = 0;
    for (int i = 0; i < index.getEntryCount(); i++) {
      DirCacheEntry entry = index.getEntry(i);
      tracked.add(entry.getPathString());
      if (isFile(entry)
          && filter.includes(entry.getPathString())
          && !isUnchanged(entry, root, indexTime)) {
        changed++;
      }
    }
    return changed;
  }

  private static boolean isFile(DirCacheEntry entry) {
    return entry.getFileMode() == FileMode.REGULAR_FILE
        || entry.getFileMode() == FileMode.EXECUTABLE_FILE;
  }

  private static boolean isUnchanged(DirCacheEntry entry, FolderHandle root, Instant indexTime)
      throws IOException {
    try {
      return root.inParent(entry.getPathString(), file -> isUnchanged(entry, file, indexTime));
    } catch (NoSuchFileException | LinkNotFollowedException e) {
      return false;
    }
  }

  private static boolean isUnchanged(DirCacheEntry entry, Path file, Instant indexTime)
      throws IOException {
    var attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return false;
    }
    long size = attributes.size();
    Instant modified = attributes.lastModifiedTime().toInstant();
    // A file that is as new as the index may have changed since without a trace (racy git).
    boolean statUnchanged =
        size == entry.getLength()
            && modified.equals(entry.getLastModifiedInstant())
            && modified.isBefore(indexTime);
    return statUnchanged || FileIndex.computeId(file, size).equals(entry.getObjectId());
  }
}
