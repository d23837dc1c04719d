package dev.pawl.target;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.jspecify.annotations.Nullable;

/** Lists the regular files and links below a folder; links are not followed, and the files of git are skipped. */
public final class FileWalker {

  /**
   * A file or link.
   *
   * @param path the relative path, with forward slashes
   */
  public record Entry(String path, Path file, FileStamp stamp) {

    /** Returns the size in bytes; for a link, the length of its target path. */
    public long size() {
      return stamp.size();
    }

    public boolean isLink() {
      return stamp.isLink();
    }

    /** Returns the file mode in git. */
    public FileMode mode() {
      if (isLink()) {
        return FileMode.SYMLINK;
      }
      return stamp.isExecutable() ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
    }
  }

  /**
   * A folder whose entries are being listed.
   *
   * @param base the relative path with a slash at its end; empty for the root
   * @param names the names of the entries that are still to be listed, sorted
   * @param ignore the rules of its {@code .gitignore}
   */
  private record OpenFolder(
      Path folder, String base, Deque<String> names, @Nullable GitIgnore ignore) {}

  private final Path root;
  private final @Nullable Exclusions exclusions;
  private final Path excludedPath;
  private final List<Entry> entries = new ArrayList<>();

  /** The folders from the current one up to the root; a stack, because folders can be nested arbitrarily deep. */
  private final Deque<OpenFolder> open = new ArrayDeque<>();

  private @Nullable GitIgnore repositoryRules;

  private FileWalker(Path root, @Nullable Exclusions exclusions, Path excludedPath) {
    this.root = root;
    this.exclusions = exclusions;
    this.excludedPath = excludedPath;
  }

  /** Lists the files of a target that {@code .gitignore} and the excluded patterns do not exclude. */
  public static List<Entry> listTarget(Path root, TargetConfig config, Path excludedPath)
      throws IOException {
    var walker = new FileWalker(root, config.exclusions(), excludedPath);
    Path exclude = root.resolve(".git/info/exclude");
    if (Files.isRegularFile(exclude)) {
      walker.repositoryRules = GitIgnore.read(exclude);
    }
    return walker.walk();
  }

  /** Lists all files of a workspace. */
  public static List<Entry> listWorkspace(Path root) throws IOException {
    return new FileWalker(root, null, root.resolve(".git")).walk();
  }

  private List<Entry> walk() throws IOException {
    try {
      open(root, "");
      while (!open.isEmpty()) {
        OpenFolder current = open.getFirst();
        if (current.names().isEmpty()) {
          open.pop();
        } else {
          String name = current.names().removeFirst();
          add(current.folder().resolve(name), name, current.base() + name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  /** Lists a folder; ends early if the thread is interrupted, because nobody waits for the result any more. */
  private void open(Path folder, String base) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Listing of files was interrupted at /" + base);
    }
    var names = new ArrayList<String>();
    try (var listing = Files.newDirectoryStream(folder)) {
      listing.forEach(child -> names.add(child.getFileName().toString()));
    }
    names.sort(Comparator.naturalOrder());
    for (String name : names) {
      if (name.indexOf('\uFFFD') >= 0) {
        throw new IOException("a file name in /" + base + " is not valid UTF-8: " + name);
      }
    }
    Path rules = folder.resolve(".gitignore");
    boolean hasRules = exclusions != null && Files.isRegularFile(rules, LinkOption.NOFOLLOW_LINKS);
    open.push(
        new OpenFolder(
            folder, base, new ArrayDeque<>(names), hasRules ? GitIgnore.read(rules) : null));
  }

  private void add(Path file, String name, String path) throws IOException {
    FileStamp stamp = FileStamp.of(file);
    boolean folder = stamp.isFolder();
    if (name.equals(".git") || file.equals(excludedPath) || isExcluded(path, folder)) {
      return;
    }
    if (folder) {
      // A nested repository is managed on its own; git tracks a reference to its commit, not its
      // files.
      if (!Files.exists(file.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        open(file, path + "/");
      }
    } else if (stamp.isFile() || stamp.isLink()) {
      entries.add(new Entry(path, file, stamp));
    }
  }

  private boolean isExcluded(String path, boolean folder) {
    return exclusions != null && (exclusions.excludesEntry(path) || isIgnored(path, folder));
  }

  /** Returns whether git ignores a path; the rules of deeper folders take precedence. */
  private boolean isIgnored(String path, boolean folder) {
    for (OpenFolder parent : open) {
      GitIgnore rules = parent.ignore();
      Boolean verdict =
          rules == null ? null : rules.ignores(path.substring(parent.base().length()), folder);
      if (verdict != null) {
        return verdict;
      }
    }
    return repositoryRules != null && Boolean.TRUE.equals(repositoryRules.ignores(path, folder));
  }
}
