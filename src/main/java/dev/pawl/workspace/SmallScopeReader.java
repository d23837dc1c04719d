package dev.pawl.workspace;

import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TargetSnapshotter;
import dev.pawl.snapshot.TreeChange;
import dev.pawl.target.ChangedSinceResolver;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.PathFilter;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetResolver;
import dev.pawl.target.TargetScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads only what the files in a small scope need: these files, the settings of tools that apply to them, and a sample of
 * files that shows how the project formats its code.
 *
 * @param home the folder of the service, which is no part of a target
 * @param examined what the workflow examines
 */
record SmallScopeReader(
    TargetResolver targets,
    TargetSnapshotter snapshotter,
    ChangedSinceResolver commits,
    List<WholeTargetRule> rules,
    SnapshotStore store,
    Path home,
    Target target,
    String workflow,
    ExaminedPart examined) {

  /** The number of files in scope up to which a scope is small. */
  static final int MAX_FILES = 1000;

  /** The number of bytes of a file that rules may read. */
  private static final int MAX_START = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(SmallScopeReader.class);

  /**
   * The part of a target that the files in scope need.
   *
   * @param tree the tree of the snapshot; that of a directory consists of the part, any other of the whole target
   * @param files the entries of the part, by path
   */
  record PartialSnapshot(ObjectId tree, FilesInScope scope, Map<String, TreeChange> files) {}

  /**
   * Takes a snapshot of the part that the files in scope need.
   *
   * @return empty if the scope is not small, or the workflow needs the whole target
   */
  Optional<PartialSnapshot> read() throws IOException {
    if (examined.wholeTarget() || isWholeTarget()) {
      return Optional.empty();
    }
    if (target.path() == null) {
      return readTree(snapshotter.takeSnapshot(store, target, workflow));
    }
    try (FolderHandle root = targets.open(target, workflow)) {
      return readDirectory(root, TargetConfig.read(root));
    }
  }

  /**
   * Returns which files of a directory the workflow may change, as far as the paths of the scope show it; all files if the
   * work tree must be clean.
   */
  PathFilter changeableFiles(TargetConfig config) {
    Optional<TargetScope> scope = Optional.ofNullable(examined.scope()).or(config::scope);
    return examined.wholeTarget() || config.requireCleanGit() || scope.isEmpty()
        ? PathFilter.ALL
        : new FilesInScope(scope.get(), null, null);
  }

  private boolean isWholeTarget() {
    return examined.scope() != null && examined.scope().isWholeTarget();
  }

  /**
   * Returns the part of a snapshot that an earlier claim has taken.
   *
   * @return empty if that contains the whole target, and all of it is needed
   */
  Optional<PartialSnapshot> read(ObjectId snapshot) throws IOException {
    TargetScope scope = examined.scope();
    if (scope == null || !scope.isReadInPart()) {
      return Optional.empty();
    }
    if (target.path() == null) {
      return readTree(snapshot);
    }
    FilesInScope selection = new FilesInScope(scope, null, null);
    if (scope.changedSince() != null) {
      try (FolderHandle root = targets.open(target, workflow)) {
        TargetConfig config = TargetConfig.read(root);
        selection =
            scopeReader()
                .readWorkTree(
                    scope,
                    target,
                    snapshot,
                    isMissingIn(FileWalker.listTarget(root, config, home), config));
      }
    }
    return Optional.of(new PartialSnapshot(snapshot, selection, entries(snapshot)));
  }

  private ScopeReader scopeReader() {
    return new ScopeReader(commits, store, workflow, examined.scope());
  }

  private Map<String, TreeChange> entries(ObjectId tree) throws IOException {
    var files = new TreeMap<String, TreeChange>();
    store.entries(tree, PathFilter.ALL).forEach(entry -> files.put(entry.path(), entry));
    return files;
  }

  private Optional<PartialSnapshot> readTree(ObjectId tree) throws IOException {
    TargetConfig config = store.readConfig(tree);
    FilesInScope scope = scopeReader().read(target, config, tree);
    PathFilter filter =
        scope.hasComparison() ? PathFilter.of(scope.changedPaths()) : new SmallNumber(scope);
    var source = new StoredTree(store, tree);
    return scope.isWholeTarget()
        ? Optional.empty()
        : readPart(source, source.list(filter), config)
            .map(files -> new PartialSnapshot(tree, scope, files));
  }

  private Optional<PartialSnapshot> readDirectory(FolderHandle root, TargetConfig config)
      throws IOException {
    TargetScope requested = examined.scope() == null ? config.requireScope() : examined.scope();
    if (requested.isWholeTarget()) {
      return Optional.empty();
    }
    TargetScope scope = requested.since() == null ? commits.resolve(requested, target) : requested;
    var patterns = new FilesInScope(scope, null, null);
    boolean compares = scope.changedSince() != null;
    var source = new OpenDirectoryTree(root, config, home);
    // Which files of the base are missing shows only a list of all files, which are not read.
    List<FileWalker.Entry> listed =
        source.list(compares ? PathFilter.ALL : new SmallNumber(patterns));
    List<FileWalker.Entry> inScope =
        listed.stream().filter(file -> patterns.includes(file.path())).toList();
    if (compares) {
      inScope = findChanged(scope, root, inScope);
    }
    Optional<Map<String, FileWalker.Entry>> files = readPart(source, inScope, config);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    ObjectId tree =
        store.writeTree(
            root, List.copyOf(files.get().values()), new FileIndex(), ObjectId.zeroId());
    FilesInScope selection =
        compares
            ? scopeReader().readWorkTree(scope, target, tree, isMissingIn(listed, config))
            : patterns;
    return Optional.of(new PartialSnapshot(tree, selection, entries(tree)));
  }

  private List<FileWalker.Entry> findChanged(
      TargetScope scope, FolderHandle root, List<FileWalker.Entry> files) throws IOException {
    String revision = Objects.requireNonNull(scope.changedSince());
    String base = Objects.requireNonNull(scope.mergeBase());
    try (var workTree = commits.openWorkTree(revision, target, workflow)) {
      Set<String> changed = workTree.findChanged(revision, base, root, files);
      return files.stream().filter(file -> changed.contains(file.path())).toList();
    }
  }

  /** Returns the condition that a file of the base was deleted, and is neither excluded nor unread. */
  private static Predicate<String> isMissingIn(
      List<FileWalker.Entry> existing, TargetConfig config) {
    Set<String> paths =
        existing.stream().map(FileWalker.Entry::path).collect(Collectors.toUnmodifiableSet());
    var exclusions = config.exclusions();
    return path -> !paths.contains(path) && !exclusions.excludes(path);
  }

  /** Returns the files in scope and those that they need, by path; empty if the whole target is needed. */
  private <E> Optional<Map<String, E>> readPart(
      FileSource<E> source, List<E> inScope, TargetConfig config) throws IOException {
    var files = new TreeMap<String, E>();
    inScope.forEach(file -> files.put(source.pathOf(file), file));
    Optional<String> reason = findReason(source, Map.copyOf(files), config);
    if (reason.isPresent()) {
      log.info("Whole target read: workflow {}: {}", workflow, reason.get());
      return Optional.empty();
    }
    Set<String> paths = Set.copyOf(files.keySet());
    for (E setting : source.list(new ScopeSettings(paths))) {
      if (source.sizeOf(setting) <= ScopeSettings.MAX_BYTES) {
        files.put(source.pathOf(setting), setting);
      }
    }
    var sample = new NeighbourSample(paths);
    do {
      source.list(sample).forEach(file -> files.put(source.pathOf(file), file));
    } while (sample.widen());
    return files.size() > 2 * MAX_FILES ? Optional.empty() : Optional.of(files);
  }

  /** Returns the reason why all files of the target are read. */
  private <E> Optional<String> findReason(
      FileSource<E> source, Map<String, E> inScope, TargetConfig config) throws IOException {
    if (inScope.size() > MAX_FILES) {
      return Optional.of("more than %d files are in scope".formatted(MAX_FILES));
    }
    var scope =
        new SourceScope<>(
            source, inScope, config, targets.isTrusted(target), examined.changesFiles());
    for (WholeTargetRule rule : rules) {
      Optional<String> reason = rule.reason(scope);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  /** The files of a target, of which only those are accessed that are asked for. */
  private interface FileSource<E> {

    List<E> list(PathFilter filter) throws IOException;

    String pathOf(E file);

    long sizeOf(E file) throws IOException;

    /** Returns the beginning of a regular file; empty for other entries. */
    byte[] readStart(E file) throws IOException;
  }

  private record StoredTree(SnapshotStore store, ObjectId tree) implements FileSource<TreeChange> {

    @Override
    public List<TreeChange> list(PathFilter filter) throws IOException {
      return store.entries(tree, filter);
    }

    @Override
    public String pathOf(TreeChange file) {
      return file.path();
    }

    @Override
    public long sizeOf(TreeChange file) throws IOException {
      return store.sizeOf(file);
    }

    @Override
    public byte[] readStart(TreeChange file) throws IOException {
      boolean regular =
          file.newMode() == FileMode.REGULAR_FILE || file.newMode() == FileMode.EXECUTABLE_FILE;
      return regular ? store.readStart(file.newId(), MAX_START) : new byte[0];
    }
  }

  private record OpenDirectoryTree(FolderHandle root, TargetConfig config, Path home)
      implements FileSource<FileWalker.Entry> {

    @Override
    public List<FileWalker.Entry> list(PathFilter filter) throws IOException {
      return FileWalker.listTarget(root, config, home, filter);
    }

    @Override
    public String pathOf(FileWalker.Entry file) {
      return file.path();
    }

    @Override
    public long sizeOf(FileWalker.Entry file) {
      return file.size();
    }

    @Override
    public byte[] readStart(FileWalker.Entry file) throws IOException {
      if (file.isLink()) {
        return new byte[0];
      }
      try (var in = root.newInputStream(file.path())) {
        return in.readNBytes(MAX_START);
      }
    }
  }

  private record SourceScope<E>(
      FileSource<E> source,
      Map<String, E> files,
      TargetConfig config,
      boolean isTrusted,
      boolean changesFiles)
      implements WholeTargetRule.SmallScope {

    @Override
    public Set<String> paths() {
      return files.keySet();
    }

    @Override
    public byte[] readStart(String path) throws IOException {
      return source.readStart(Objects.requireNonNull(files.get(path)));
    }
  }

  /** Selects the files in scope, but only one more than a small scope has. */
  private static final class SmallNumber implements PathFilter {

    private final FilesInScope scope;
    private final Set<String> selected = new HashSet<>();

    private SmallNumber(FilesInScope scope) {
      this.scope = scope;
    }

    @Override
    public boolean includes(String path) {
      if (selected.size() <= MAX_FILES && scope.includes(path)) {
        selected.add(path);
      }
      return selected.contains(path);
    }

    @Override
    public boolean mayContain(String folder) {
      return selected.size() <= MAX_FILES && scope.mayContain(folder);
    }
  }
}
