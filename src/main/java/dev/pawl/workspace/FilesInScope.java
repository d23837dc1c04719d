package dev.pawl.workspace;

import dev.pawl.glob.PathPattern;
import dev.pawl.snapshot.ChangedFiles;
import dev.pawl.snapshot.LineDiff;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.target.PathFilter;
import dev.pawl.target.TargetScope;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** Selects the files of a target that a workflow examines, and the lines whose findings count. */
public final class FilesInScope implements PathFilter {

  /** The selection of a workflow that examines the whole target. */
  static final FilesInScope ALL = new FilesInScope(TargetScope.ALL, null, null);

  private static final int MAX_BINARY_SAMPLE = 8000;

  private final TargetScope scope;
  private final List<PathPattern> paths;
  private final List<PathPattern> exclude;

  /** The paths below which files are selected; empty if they may be anywhere. */
  private final List<String> prefixes;

  private final @Nullable ChangedFiles changes;
  private final @Nullable SnapshotStore store;
  private final Map<String, BitSet> changedLines = new HashMap<>();

  /**
   * Creates a selection.
   *
   * @param changes the files that differ from the base; null if unchanged files are in scope
   * @param store the store of the base versions; null without a base
   */
  FilesInScope(TargetScope scope, @Nullable ChangedFiles changes, @Nullable SnapshotStore store) {
    this.scope = scope;
    this.paths = scope.paths().stream().map(PathPattern::of).toList();
    this.exclude = scope.exclude().stream().map(PathPattern::of).toList();
    this.prefixes = paths.stream().map(PathPattern::literalPrefix).toList();
    this.changes = changes;
    this.store = store;
  }

  /** Returns the scope as requested, with the commits that it compares with. */
  public TargetScope scope() {
    return scope;
  }

  /** Returns whether the whole target is in scope. */
  public boolean isWholeTarget() {
    return scope.isWholeTarget();
  }

  /** Returns whether a file is in scope. */
  @Override
  public boolean includes(String path) {
    return (changes == null || changes.originals().containsKey(path))
        && (paths.isEmpty() || paths.stream().anyMatch(pattern -> pattern.includes(path)))
        && exclude.stream().noneMatch(pattern -> pattern.includes(path));
  }

  @Override
  public boolean mayContain(String folder) {
    return prefixes.isEmpty()
        || prefixes.stream().anyMatch(prefix -> isBelow(prefix, folder) || isBelow(folder, prefix));
  }

  private static boolean isBelow(String path, String folder) {
    return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
  }

  /** Returns the paths of the files that differ from the base and are in scope. */
  Set<String> changedPaths() {
    return changes == null
        ? Set.of()
        : changes.originals().keySet().stream()
            .filter(this::includes)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the files in scope, in their original order. */
  public List<WorkspaceFile> filter(List<WorkspaceFile> files) {
    return isWholeTarget() ? files : files.stream().filter(file -> includes(file.path())).toList();
  }

  /** Returns whether the files are compared with a base. */
  public boolean hasComparison() {
    return changes != null;
  }

  /** Returns whether findings on unchanged lines do not count. */
  public boolean isLimitedToLines() {
    return changes != null && scope.isLimitedToLines();
  }

  /** Returns the contents of the base versions of the files in scope, by the current paths; without new files. */
  Map<String, ObjectId> originals() {
    var originals = new TreeMap<String, ObjectId>();
    if (changes != null) {
      changes
          .originals()
          .forEach((path, content) -> {
            if (!content.equals(ObjectId.zeroId()) && includes(path)) {
              originals.put(path, content);
            }
          });
    }
    return originals;
  }

  /**
   * Returns the lines of a submitted file that differ from its base version, from 1.
   *
   * @param submitted the content of the file when the workflow started
   */
  BitSet changedLines(String path, byte[] submitted) throws IOException {
    synchronized (changedLines) {
      BitSet lines = changedLines.get(path);
      if (lines == null) {
        lines = findChangedLines(path, submitted);
        changedLines.put(path, lines);
      }
      return lines;
    }
  }

  private BitSet findChangedLines(String path, byte[] submitted) throws IOException {
    var lines = new BitSet();
    byte[] original = readOriginal(path).orElse(new byte[0]);
    var before = new RawText(withLineEndingsOf(submitted, original));
    var after = new RawText(submitted);
    for (Edit edit : LineDiff.algorithm().diff(RawTextComparator.DEFAULT, before, after)) {
      lines.set(edit.getBeginB() + 1, edit.getEndB() + 1);
    }
    return lines;
  }

  private Optional<byte[]> readOriginal(String path) throws IOException {
    ObjectId content = changes == null ? null : changes.originals().get(path);
    return content == null || content.equals(ObjectId.zeroId()) || store == null
        ? Optional.empty()
        : Optional.of(store.readBlob(content));
  }

  /** Returns a base version with CRLF line endings if git has converted those of the work tree. */
  private static byte[] withLineEndingsOf(byte[] submitted, byte[] original) {
    boolean converted =
        RawText.isCrLfText(submitted, Math.min(submitted.length, MAX_BINARY_SAMPLE))
            && new String(original, StandardCharsets.ISO_8859_1).indexOf('\r') < 0;
    return converted
        ? new String(original, StandardCharsets.ISO_8859_1)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1)
        : original;
  }
}
