package dev.pawl.target;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.eclipse.jgit.util.FS;

/**
 * The {@code .git} folder of a target. Its owner may have replaced any part of it by a link or a named pipe, so only
 * regular files below it are read. Its configuration is not read at all, because it can name other files and programs.
 */
final class GitFolder implements AutoCloseable {

  private static final String NAME = ".git";
  private static final String INDEX = "index";
  private static final String SYMBOLIC_PREFIX = "ref: ";
  private static final int MAX_REF_BYTES = 4096;
  private static final int MAX_SYMBOLIC_REFS = 5;
  private static final int MAX_PACKED_REFS_BYTES = 16 << 20;

  /** The depth of the folders below that of the objects, such as {@code info/commit-graphs}. */
  private static final int MAX_OBJECT_FOLDER_DEPTH = 3;

  private static final int INDEX_HEADER_BYTES = 12;

  /** The minimum size of an entry of the index, in bytes. */
  private static final int MIN_INDEX_ENTRY_BYTES = 62;

  /** The files with which the objects may be in another folder. */
  private static final List<String> ALTERNATES =
      List.of("objects/info/alternates", "objects/info/http-alternates");

  private final FolderHandle folder;

  private GitFolder(FolderHandle folder) {
    this.folder = folder;
  }

  /** Opens the {@code .git} folder of a target; empty if it has none, or a link or a file in its place. */
  static Optional<GitFolder> open(FolderHandle target) throws IOException {
    try {
      return Optional.of(new GitFolder(target.openFolder(NAME)));
    } catch (NoSuchFileException | LinkNotFollowedException e) {
      return Optional.empty();
    }
  }

  /** Returns the name of the checked-out branch, or the id of the commit if no branch is checked out. */
  Optional<String> branch() throws IOException {
    String head = ref(Constants.HEAD);
    String name =
        head.startsWith(SYMBOLIC_PREFIX) ? head.substring(SYMBOLIC_PREFIX.length()) : head;
    return Repository.isValidRefName(name) || ObjectId.isId(name)
        ? Optional.of(Repository.shortenRefName(name))
        : Optional.empty();
  }

  /** Returns the time of the last change of the index; the earliest time if there is none. */
  Instant indexTime() throws IOException {
    return isFile(INDEX)
        ? Files.getLastModifiedTime(folder.resolve(INDEX), LinkOption.NOFOLLOW_LINKS).toInstant()
        : Instant.MIN;
  }

  /**
   * Reads the index.
   *
   * @param scratch a folder of Pawl itself, where the index is copied to
   */
  DirCache index(Path scratch) throws IOException {
    Path copy = Files.createTempFile(scratch, "index-", ".tmp");
    try {
      try (InputStream in = folder.newInputStreamIfPresent(INDEX)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.size(copy) == 0) {
        return DirCache.newInCore();
      }
      checkEntryCount(copy);
      return DirCache.read(copy.toFile(), FS.DETECTED);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Checks the number of entries that the header states, because memory for so many is allocated. */
  private static void checkEntryCount(Path index) throws IOException {
    try (InputStream in = Files.newInputStream(index)) {
      byte[] header = in.readNBytes(INDEX_HEADER_BYTES);
      long count =
          header.length < INDEX_HEADER_BYTES
              ? 0
              : Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(INDEX_HEADER_BYTES - 4));
      if (count * MIN_INDEX_ENTRY_BYTES > Files.size(index)) {
        throw new CorruptObjectException(".git/index states more entries than it can contain");
      }
    }
  }

  /**
   * Returns the number of files whose entries in the index differ from the last commit; 0 if the objects are not all in
   * this folder.
   */
  int countStaged(DirCache index) throws IOException {
    Optional<ObjectId> head = resolve(ref(Constants.HEAD));
    if (head.isEmpty()) {
      return exists("reftable") ? 0 : index.getEntryCount();
    }
    if (!hasOwnObjects()) {
      return 0;
    }
    var database =
        new ObjectDirectory(
            new Config(),
            folder.resolve(Constants.OBJECTS).toFile(),
            new File[0],
            FS.DETECTED,
            null);
    try (ObjectReader reader = database.newReader();
        var commits = new RevWalk(reader);
        var walk = new TreeWalk(reader)) {
      walk.addTree(commits.parseCommit(head.get()).getTree());
      walk.addTree(new DirCacheIterator(index));
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      int count = 0;
      while (walk.next()) {
        count++;
      }
      return count;
    } finally {
      database.close();
    }
  }

  FolderHandle handle() {
    return folder;
  }

  /** Returns the folder of the objects; valid as long as this folder is open. */
  Path objects() {
    return folder.resolve(Constants.OBJECTS);
  }

  /**
   * Checks that the objects are regular files below this folder. They are read by their paths, so they are checked
   * immediately before.
   *
   * @throws IOException if the repository uses the objects of another one, which may be outside the allowed roots
   */
  void requireOwnObjects() throws IOException {
    folder.openFolder(Constants.OBJECTS).close();
    for (String alternates : ALTERNATES) {
      try (InputStream in = folder.newInputStreamIfPresent(alternates)) {
        if (!new String(in.readNBytes(MAX_REF_BYTES), StandardCharsets.UTF_8).isBlank()) {
          throw new IOException(
              "the repository uses the objects of another one (%s); run git repack -a -d and delete the file"
                  .formatted(alternates));
        }
      }
    }
    if (!containsOnlyFiles(Constants.OBJECTS, 0)) {
      throw new IOException("the repository has links or special files in place of its objects");
    }
  }

  /**
   * Returns whether the objects are regular files below this folder. They are read by their paths, so they are checked
   * immediately before.
   */
  private boolean hasOwnObjects() throws IOException {
    for (String alternates : ALTERNATES) {
      if (exists(alternates)) {
        return false;
      }
    }
    try {
      return containsOnlyFiles(Constants.OBJECTS, 0);
    } catch (NoSuchFileException | LinkNotFollowedException e) {
      return false;
    }
  }

  private boolean containsOnlyFiles(String path, int depth) throws IOException {
    try (FolderHandle current = folder.openFolder(path);
        var listing = current.list()) {
      for (Path entry : listing) {
        String name = entry.getFileName().toString();
        FileStamp stamp = current.inFolder(name, FileStamp::of);
        boolean permitted =
            stamp.isFile()
                || stamp.isFolder()
                    && depth < MAX_OBJECT_FOLDER_DEPTH
                    && containsOnlyFiles(path + "/" + name, depth + 1);
        if (!permitted) {
          return false;
        }
      }
      return true;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Returns the commit that the content of a ref stands for. */
  private Optional<ObjectId> resolve(String content) throws IOException {
    String current = content;
    for (int i = 0; i < MAX_SYMBOLIC_REFS && current.startsWith(SYMBOLIC_PREFIX); i++) {
      String name = current.substring(SYMBOLIC_PREFIX.length());
      if (!Repository.isValidRefName(name)) {
        return Optional.empty();
      }
      String loose = ref(name);
      current = loose.isEmpty() ? packedRef(name) : loose;
    }
    return ObjectId.isId(current) ? Optional.of(ObjectId.fromString(current)) : Optional.empty();
  }

  /** Returns the content of the file of a ref; empty if there is none. */
  private String ref(String name) throws IOException {
    try (InputStream in = folder.newInputStreamIfPresent(name)) {
      return new String(in.readNBytes(MAX_REF_BYTES), StandardCharsets.UTF_8).strip();
    }
  }

  private String packedRef(String name) throws IOException {
    try (InputStream in = folder.newInputStreamIfPresent(Constants.PACKED_REFS)) {
      String suffix = " " + name;
      return new String(in.readNBytes(MAX_PACKED_REFS_BYTES), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.endsWith(suffix))
          .findFirst()
          .map(line -> line.substring(0, line.length() - suffix.length()))
          .orElse("");
    }
  }

  private boolean exists(String path) throws IOException {
    try {
      return folder.inParent(path, file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException | LinkNotFollowedException e) {
      return false;
    }
  }

  private boolean isFile(String name) {
    return Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() {
    folder.close();
  }
}
