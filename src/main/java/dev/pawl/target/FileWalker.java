package dev.pawl.target;

import dev.pawl.glob.GitIgnore;
import java.io.IOException;
import java.io.InputStream;
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
   * @param file the absolute path; files of a target are read through the handle of its folder instead
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
   * @param shown the path of the folder in entries
   * @param base the relative path with a slash at its end; empty for the root
   * @param names the names of the entries that are still to be listed, sorted
   * @param ignore the rules of its {@code .gitignore}
   * @param rules the number of these rules, and of those of the folders above
   */
  private record OpenFolder(
      Path shown, String base, Deque<String> names, @Nullable GitIgnore ignore, int rules) {}

  /** The maximum number of rules for one folder, in its {@code .gitignore} and those above. */
  private static final int MAX_IGNORE_RULES = 100_000;

  private final FolderStack handles;
  private final Path shownRoot;
  private final @Nullable Exclusions exclusions;
  private final Path excludedPath;
  private final PathFilter filter;
  private final List<Entry> entries = new ArrayList<>();

  /** The folders from the current one up to the root; a stack, because folders can be nested arbitrarily deep. */
  private final Deque<OpenFolder> open = new ArrayDeque<>();

  private @Nullable GitIgnore repositoryRules;

  private FileWalker(
      FolderStack handles,
      Path shownRoot,
      @Nullable Exclusions exclusions,
      Path excludedPath,
      PathFilter filter) {
    this.handles = handles;
    this.shownRoot = shownRoot;
    this.exclusions = exclusions;
    this.excludedPath = excludedPath;
    this.filter = filter;
  }

  /** Lists the files of a target that {@code .gitignore} and the excluded patterns do not exclude. */
  public static List<Entry> listTarget(FolderHandle root, TargetConfig config, Path excludedPath)
      throws IOException {
    return listTarget(root, config, excludedPath, PathFilter.ALL);
  }

  /** Lists those of the files of a target that a filter selects; other files and folders are not accessed. */
  public static List<Entry> listTarget(
      FolderHandle root, TargetConfig config, Path excludedPath, PathFilter filter)
      throws IOException {
    try (var handles = new FolderStack(root)) {
      var walker =
          new FileWalker(handles, root.shownPath(), config.exclusions(), excludedPath, filter);
      try (InputStream exclude = root.newInputStreamIfPresent(".git/info/exclude")) {
        walker.repositoryRules = GitIgnore.read(exclude);
      }
      return walker.walk();
    }
  }

  /** Lists all files of a workspace. */
  public static List<Entry> listWorkspace(Path root) throws IOException {
    try (FolderHandle handle = FolderHandle.openOwn(root);
        var handles = new FolderStack(handle)) {
      return new FileWalker(handles, root, null, root.resolve(".git"), PathFilter.ALL).walk();
    }
  }

  private List<Entry> walk() throws IOException {
    try {
      list(shownRoot, "");
      while (true) {
        OpenFolder current = open.getFirst();
        if (!current.names().isEmpty()) {
          add(current, current.names().removeFirst());
        } else if (open.size() > 1) {
          open.pop();
          handles.leave();
        } else {
          return entries;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Lists the current folder; ends early if the thread is interrupted, because nobody waits for the result any more. */
  private void list(Path shown, String base) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Listing of files was interrupted at /" + base);
    }
    FolderHandle folder = handles.current();
    var names = new ArrayList<String>();
    try (var listing = folder.list()) {
      listing.forEach(child -> names.add(child.getFileName().toString()));
    }
    names.sort(Comparator.naturalOrder());
    for (String name : names) {
      if (name.indexOf('\uFFFD') >= 0) {
        throw new IOException("a file name in /" + base + " is not valid UTF-8: " + name);
      }
    }
    GitIgnore ignore = exclusions == null ? null : readIgnoreRules(folder);
    int rules =
        (open.isEmpty() ? 0 : open.getFirst().rules()) + (ignore == null ? 0 : ignore.size());
    if (rules > MAX_IGNORE_RULES) {
      throw new IOException(
          "more than %,d rules of .gitignore files apply in /%s".formatted(MAX_IGNORE_RULES, base));
    }
    open.push(new OpenFolder(shown, base, new ArrayDeque<>(names), ignore, rules));
  }

  private static @Nullable GitIgnore readIgnoreRules(FolderHandle folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(".gitignore"), LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try (InputStream rules = folder.newInputStreamIfPresent(".gitignore")) {
      return GitIgnore.read(rules);
    }
  }

  private void add(OpenFolder parent, String name) throws IOException {
    String path = parent.base() + name;
    if (!filter.includes(path) && !filter.mayContain(path)) {
      return;
    }
    Path file = parent.shown().resolve(name);
    FileStamp stamp = handles.current().stamp(name);
    if (name.equals(".git") || file.equals(excludedPath) || isExcluded(path, stamp.isFolder())) {
      return;
    }
    if (stamp.isFolder()) {
      if (!filter.mayContain(path)) {
        return;
      }
      handles.enter(name);
      // A nested repository is managed on its own; git tracks a reference to its commit, not its
      // files.
      if (Files.exists(handles.current().resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        handles.leave();
      } else {
        list(file, path + "/");
      }
    } else if ((stamp.isFile() || stamp.isLink()) && filter.includes(path)) {
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
