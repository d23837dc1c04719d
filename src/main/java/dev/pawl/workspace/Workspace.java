package dev.pawl.workspace;

import dev.pawl.snapshot.ChangedFiles;
import dev.pawl.snapshot.Checkout;
import dev.pawl.snapshot.FileChange;
import dev.pawl.snapshot.Snapshot;
import dev.pawl.snapshot.SnapshotDamagedException;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TreeChange;
import dev.pawl.target.Exclusions;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.GitAttributes;
import dev.pawl.target.PathFilter;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetScope;
import dev.pawl.workspace.SmallScopeReader.PartialSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The private checkout of a target in which one workflow works; one folder for each claim of the workflow. */
public final class Workspace {

  /**
   * A file that may be passed to a tool.
   *
   * @param size the size in bytes
   * @param contentId the object id of the content
   */
  public record WorkspaceFile(String path, Path file, long size, String contentId) {}

  private final Target target;
  private final boolean trusted;
  private final Path folder;

  /** The folder in which temporary folders are created. */
  private final Path scratch;

  /** The store of the snapshots; null in a preview, which takes none. */
  private final @Nullable SnapshotStore store;

  private final SnapshotSource snapshotSource;
  private final ScopeSource scopeSource;
  private final WorkspacePool pool;
  private final FileIndex index = new FileIndex();
  private volatile ObjectId snapshot;
  private @Nullable Snapshot snapshotSummary;
  private volatile @Nullable List<String> submodules;
  private volatile Listing listing = new Listing(List.of(), List.of(), List.of());
  private List<FileWalker.Entry> checkpointEntries = List.of();
  private volatile String checkpointTree = "";
  private volatile @Nullable FilesInScope filesInScope;
  private @Nullable Workspace original;

  /** The entries of the tree that were checked out, if they are only a part of the target; otherwise null. */
  private volatile @Nullable Map<String, TreeChange> part;

  /** The tree from which the part was checked out. */
  private ObjectId partTree = ObjectId.zeroId();

  /** Whether a program was given a folder of its own; every program needs one. */
  private volatile boolean exposedToPrograms;

  private TargetConfig config;
  private GitAttributes attributes = new GitAttributes();

  /**
   * All entries of the workspace, the files among them that may be passed to tools, and those that are not passed
   * because they only point to their content in git LFS.
   */
  private record Listing(
      List<FileWalker.Entry> entries, List<WorkspaceFile> files, List<String> lfsPointers) {}

  /** Writes the content of the target as a tree to the store. */
  interface SnapshotSource {

    ObjectId takeSnapshot() throws IOException;

    /** Writes all contents again, because stored ones are missing or damaged. */
    ObjectId rewriteSnapshot() throws IOException;

    /** Returns which files of a directory the workflow may change, as far as this is known before the snapshot. */
    default PathFilter changeableFiles(TargetConfig config) {
      return PathFilter.ALL;
    }

    /** Writes only what the files in a small scope need; empty if the whole target is needed. */
    default Optional<PartialSnapshot> takePart() throws IOException {
      return Optional.empty();
    }

    /** Returns what the files in a small scope need of an earlier snapshot; empty if all of it is needed. */
    default Optional<PartialSnapshot> partOf(ObjectId earlierSnapshot) throws IOException {
      return Optional.empty();
    }
  }

  /** Determines the files in scope of a snapshot. */
  @FunctionalInterface
  interface ScopeSource {

    FilesInScope read(TargetConfig config, ObjectId snapshot) throws IOException;
  }

  /** The source of a preview, which takes no snapshot. */
  private static final SnapshotSource NO_SNAPSHOTS =
      new SnapshotSource() {
        @Override
        public ObjectId takeSnapshot() throws IOException {
          throw new IOException("a preview takes no snapshot");
        }

        @Override
        public ObjectId rewriteSnapshot() throws IOException {
          return takeSnapshot();
        }
      };

  Workspace(
      Target target,
      boolean trusted,
      Path folder,
      SnapshotStore store,
      SnapshotSource snapshotSource,
      ScopeSource scopeSource,
      WorkspacePool pool) {
    this.target = target;
    this.trusted = trusted;
    this.folder = folder;
    this.store = store;
    this.snapshotSource = snapshotSource;
    this.scopeSource = scopeSource;
    this.pool = pool;
    this.snapshot = ObjectId.zeroId();
    this.config = TargetConfig.read(folder);
    this.scratch = Objects.requireNonNull(folder.getParent());
  }

  /** Creates a view of a target in which tools are only detected; nothing is read from or written to a store. */
  private Workspace(
      Target target,
      boolean trusted,
      FolderHandle root,
      Path scratch,
      Path home,
      WorkspacePool pool)
      throws IOException {
    this.target = target;
    this.trusted = trusted;
    this.folder = root.path();
    this.scratch = scratch;
    this.store = null;
    this.snapshotSource = NO_SNAPSHOTS;
    this.scopeSource = (targetConfig, tree) -> FilesInScope.ALL;
    this.pool = pool;
    this.snapshot = ObjectId.zeroId();
    this.config = TargetConfig.read(folder);
    List<FileWalker.Entry> entries = FileWalker.listTarget(root, config, home);
    this.attributes = GitAttributes.of(root, entries);
    this.listing =
        new Listing(
            entries,
            entries.stream()
                .filter(entry -> !entry.isLink() && entry.size() <= config.maxFileSize())
                .map(entry ->
                    new WorkspaceFile(entry.path(), folder.resolve(entry.path()), entry.size(), ""))
                .toList(),
            List.of());
  }

  /**
   * Creates a view of a target before a workflow runs, in which tools are only detected.
   *
   * @param root the folder of the target, which must stay open as long as the view is used
   * @param scratch the folder for temporary files of programs
   * @param home the folder of the service, which is no part of a target
   */
  static Workspace preview(
      Target target,
      boolean trusted,
      FolderHandle root,
      Path scratch,
      Path home,
      WorkspacePool pool)
      throws IOException {
    return new Workspace(target, trusted, root, scratch, home, pool);
  }

  /** Resumes from the checkpoint {@code tree} of an earlier claim, with the snapshot taken then. */
  void resume(String earlierSnapshot, String tree) throws IOException {
    snapshot = ObjectId.fromString(earlierSnapshot);
    ObjectId checkpoint = ObjectId.fromString(tree);
    try {
      checkoutAgain(checkpoint);
    } catch (IOException e) {
      String damage = requireDamage(e);
      repair(damage);
      try {
        checkoutAgain(checkpoint);
      } catch (IOException stillDamaged) {
        throw new SnapshotDamagedException(tree, requireDamage(stillDamaged));
      }
    }
  }

  private void checkoutAgain(ObjectId checkpoint) throws IOException {
    Optional<PartialSnapshot> known = snapshotSource.partOf(snapshot);
    if (known.isPresent()) {
      checkoutPart(known.get(), checkpoint);
    } else {
      checkout(checkpoint);
      snapshotSummary = store().toSnapshot(snapshot);
    }
  }

  /** Returns what is missing or damaged, or throws the exception if it has another cause. */
  private static String requireDamage(IOException e) throws IOException {
    Optional<String> damage = SnapshotDamagedException.findDamage(e);
    if (damage.isEmpty()) {
      throw e;
    }
    return damage.get();
  }

  /** Reads the contents of the target again, because stored ones are missing or damaged. */
  private ObjectId repair(String damage) throws IOException {
    FileSystemUtils.deleteRecursively(folder);
    Files.createDirectories(folder);
    try {
      ObjectId tree = snapshotSource.rewriteSnapshot();
      String source = target.git() == null ? "all files were read" : "the commit was fetched";
      store().addRepair("contents were damaged, and %s again: %s".formatted(source, damage));
      return tree;
    } catch (IOException e) {
      throw new SnapshotDamagedException(snapshot.name(), damage + ": " + e.getMessage());
    }
  }

  /** Returns and removes the descriptions of what was repaired in the snapshot store. */
  public List<String> drainRepairs() {
    return store().drainRepairs();
  }

  private void checkout(ObjectId tree) throws IOException {
    try (var reservation = pool.reserve(target)) {
      checkout(tree, reservation);
    }
  }

  private void checkout(ObjectId tree, WorkspacePool.Reservation reservation) throws IOException {
    reservation.checkout(store(), tree, folder, index);
    config = TargetConfig.read(folder);
  }

  /** Checks out the part of a snapshot as it is in a checkpoint. */
  private void checkoutPart(PartialSnapshot snapshotPart, ObjectId checkpoint) throws IOException {
    var files = new TreeMap<>(snapshotPart.files());
    for (TreeChange change : store().diff(snapshotPart.tree(), checkpoint)) {
      files.put(change.path(), change);
    }
    files.values().removeIf(entry -> entry.newMode() == FileMode.MISSING);
    new Checkout(store(), folder).checkOut(files.values());
    store().recordContents(files.values(), FileWalker.listWorkspace(folder), index);
    config = TargetConfig.read(folder);
    snapshot = snapshotPart.tree();
    snapshotSummary = store().toSnapshot(snapshot, snapshotPart.files().values());
    filesInScope = snapshotPart.scope();
    partTree = checkpoint;
    part = files;
  }

  /** Returns whether the workspace contains only what the files in scope need. */
  boolean isPartial() {
    return part != null;
  }

  /** Returns which files of a directory the workflow may change, as far as this is known before the snapshot. */
  PathFilter changeableFiles(TargetConfig current) {
    return snapshotSource.changeableFiles(current);
  }

  public Target target() {
    return target;
  }

  /** Returns whether the target may run programs of its own. */
  public boolean isTrusted() {
    return trusted;
  }

  public Path folder() {
    return folder;
  }

  /** Returns the configuration of the target as of the snapshot. */
  public TargetConfig config() throws IOException {
    if (store != null) {
      snapshot();
    }
    return config;
  }

  /** Returns the snapshot for comparison and rollback; takes it and checks it out on the first call. */
  public synchronized Snapshot snapshot() throws IOException {
    if (snapshot.equals(ObjectId.zeroId())) {
      try {
        takeSnapshot();
      } catch (IOException e) {
        ObjectId tree = repair(requireDamage(e));
        checkout(tree);
        snapshot = tree;
      }
    }
    if (snapshotSummary == null) {
      snapshotSummary = store().toSnapshot(snapshot);
    }
    return snapshotSummary;
  }

  private void takeSnapshot() throws IOException {
    Optional<PartialSnapshot> taken = snapshotSource.takePart();
    if (taken.isPresent()) {
      checkoutPart(taken.get(), taken.get().tree());
    } else {
      // The pooled workspace is read while the target is.
      try (var reservation = pool.reserve(target)) {
        ObjectId tree = snapshotSource.takeSnapshot();
        checkout(tree, reservation);
        snapshot = tree;
      }
    }
  }

  /** Returns the tree of the snapshot, if one was taken. */
  public Optional<String> snapshotTree() {
    return snapshot.equals(ObjectId.zeroId()) ? Optional.empty() : Optional.of(snapshot.name());
  }

  /**
   * Returns the files in scope, which do not change while the workflow runs; takes the snapshot on the first call.
   *
   * @throws dev.pawl.target.InvalidScopeException if the scope cannot be applied to the target
   */
  public FilesInScope scope() throws IOException {
    FilesInScope known = filesInScope;
    return known == null ? readScope() : known;
  }

  private synchronized FilesInScope readScope() throws IOException {
    TargetConfig current = config();
    FilesInScope known = filesInScope;
    if (known == null) {
      try {
        known = scopeSource.read(current, snapshot);
      } catch (IOException e) {
        fetchBaseAgain(e);
        known = scopeSource.read(current, snapshot);
      }
      filesInScope = known;
    }
    return known;
  }

  /** Fetches a repository again because the base of the scope is damaged; throws all other exceptions again. */
  private void fetchBaseAgain(IOException cause) throws IOException {
    if (target.git() == null) {
      throw cause;
    }
    String damage = requireDamage(cause);
    snapshotSource.rewriteSnapshot();
    store().addRepair("contents of the base were damaged, and it was fetched again: " + damage);
  }

  /** Limits a preview to the files in scope. */
  void limitTo(FilesInScope selection) {
    filesInScope = selection;
  }

  /** Returns the scope with the numbers of files in it; empty for the whole target, and before it is determined. */
  public Optional<TargetScope> determinedScope() throws IOException {
    FilesInScope known = filesInScope;
    if (known == null || known.isWholeTarget()) {
      return Optional.empty();
    }
    if (known.scope().files() != null) {
      return Optional.of(known.scope());
    }
    List<WorkspaceFile> all = listing.entries().isEmpty() ? files() : listing.files();
    int inScope = known.filter(all).size();
    return Optional.of(known.scope().withFiles(inScope, isPartial() ? null : all.size()));
  }

  /** Returns the files that may be passed to tools, in path order; callers have to check whether they are text. */
  public List<WorkspaceFile> files() throws IOException {
    if (store == null) {
      return listing.files();
    }
    TargetConfig targetConfig = config();
    List<FileWalker.Entry> entries = FileWalker.listWorkspace(folder);
    Listing previous = listing;
    if (previous.entries().equals(entries) && index.containsAll(entries)) {
      return previous.files();
    }
    try (FolderHandle root = FolderHandle.openOwn(folder)) {
      attributes = GitAttributes.of(root, entries);
    }
    Exclusions exclusions = targetConfig.exclusions();
    long maxSize = targetConfig.maxFileSize();
    var files = new ArrayList<WorkspaceFile>();
    var lfsPointers = new ArrayList<String>();
    for (FileWalker.Entry entry : entries) {
      if (entry.isLink() || entry.size() > maxSize || exclusions.excludes(entry.path())) {
        continue;
      }
      if (LfsPointer.isPointer(entry)) {
        lfsPointers.add(entry.path());
      } else {
        files.add(
            new WorkspaceFile(entry.path(), entry.file(), entry.size(), contentIdOf(entry).name()));
      }
    }
    listing = new Listing(entries, List.copyOf(files), List.copyOf(lfsPointers));
    return listing.files();
  }

  /** Returns the files as of the last call of {@link #files}; the same list as long as nothing has changed. */
  public List<WorkspaceFile> knownFiles() {
    return listing.files();
  }

  /**
   * Returns the paths of the files that only point to their content in git LFS, which no tool gets; known after a call
   * of {@link #files}.
   */
  public List<String> lfsPointers() {
    return listing.lfsPointers();
  }

  /** Returns the paths of the submodules of a git target, whose content is not fetched. */
  public List<String> submodules() throws IOException {
    if (target.git() == null || store == null) {
      return List.of();
    }
    snapshot();
    List<String> known = submodules;
    if (known == null) {
      Map<String, TreeChange> checkedOut = part;
      known =
          (checkedOut == null ? store.submodules(snapshot) : checkedOut.values())
              .stream()
                  .filter(entry -> entry.newMode() == FileMode.GITLINK)
                  .map(TreeChange::path)
                  .toList();
      submodules = known;
    }
    return known;
  }

  private ObjectId contentIdOf(FileWalker.Entry entry) throws IOException {
    Optional<ObjectId> cached = index.find(entry);
    if (cached.isPresent()) {
      return cached.get();
    }
    return FileIndex.computeId(entry.file(), entry.size());
  }

  /** Returns whether the target marks a file as generated; known after a call of {@link #files}. */
  public boolean isGenerated(String path) {
    return attributes.isGenerated(path);
  }

  /** Returns whether the target marks a file as vendored; known after a call of {@link #files}. */
  public boolean isVendored(String path) {
    return attributes.isVendored(path);
  }

  /** Returns whether the target marks a file as its own code; known after a call of {@link #files}. */
  public boolean isMarkedAsOwn(String path) {
    return attributes.isMarkedAsOwn(path);
  }

  /** Returns the object id of a content. */
  public static String computeContentId(byte[] content) {
    try (var hasher = new ObjectInserter.Formatter()) {
      return hasher.idFor(Constants.OBJ_BLOB, content).name();
    }
  }

  /** Stores the current files as a checkpoint and returns its tree. */
  public synchronized String checkpoint() throws IOException {
    snapshot();
    List<FileWalker.Entry> current = FileWalker.listWorkspace(folder);
    if (checkpointTree.isEmpty()
        || !current.equals(checkpointEntries)
        || !index.containsAll(current)) {
      Map<String, TreeChange> checkedOut = part;
      try (FolderHandle root = FolderHandle.openOwn(folder)) {
        ObjectId tree =
            checkedOut == null
                ? store().writeTree(root, current, index, snapshot)
                : store().writeDifferences(root, current, index, partTree, checkedOut);
        checkpointTree = tree.name();
      }
      checkpointEntries = current;
    }
    return checkpointTree;
  }

  /** Returns the last checkpoint; the snapshot if there is none. */
  ObjectId lastCheckpoint() {
    String tree = checkpointTree;
    return tree.isEmpty() ? snapshot : ObjectId.fromString(tree);
  }

  /** Restores a checkpoint: replaces every file that differs and deletes every new one. */
  public void restore(String tree) throws IOException {
    ObjectId expected = ObjectId.fromString(tree);
    List<TreeChange> changes = store().diff(ObjectId.fromString(checkpoint()), expected);
    try (FolderHandle root = FolderHandle.openOwn(folder)) {
      for (TreeChange change : changes) {
        store().writeEntry(change, root);
      }
    }
    if (!checkpoint().equals(tree)) {
      throw new IOException("the workspace does not match " + tree + " after it was restored");
    }
  }

  /** Returns the differences from the snapshot, in path order. */
  public List<FileChange> differences() throws IOException {
    return differencesFrom(snapshot().tree());
  }

  /** Returns the paths outside of the scope that differ from the snapshot, in path order. */
  public List<String> changesOutsideScope() throws IOException {
    FilesInScope selection = scope();
    return selection.isWholeTarget()
        ? List.of()
        : differences().stream()
            .map(FileChange::path)
            .filter(path -> !selection.includes(path))
            .toList();
  }

  /** Returns the differences from a checkpoint, in path order. */
  public List<FileChange> differencesFrom(String tree) throws IOException {
    return differences(tree, checkpoint());
  }

  /** Returns the differences between two checkpoints, in path order. */
  public List<FileChange> differences(String from, String to) throws IOException {
    if (from.equals(to)) {
      return List.of();
    }
    var result = new ArrayList<FileChange>();
    for (TreeChange change : store().diff(ObjectId.fromString(from), ObjectId.fromString(to))) {
      boolean regular = isFile(change.oldMode()) && isFile(change.newMode());
      result.add(new FileChange(change.path(), FileChange.kindOf(change), regular));
    }
    return result;
  }

  private static boolean isFile(FileMode mode) {
    return mode == FileMode.REGULAR_FILE
        || mode == FileMode.EXECUTABLE_FILE
        || mode == FileMode.MISSING;
  }

  /** Returns the content of a file in the snapshot; empty if the file did not exist. */
  public Optional<byte[]> readOriginal(String path) throws IOException {
    try (var walk = TreeWalk.forPath(store().repository(), path, snapshot)) {
      return walk == null ? Optional.empty() : Optional.of(store().readBlob(walk.getObjectId(0)));
    }
  }

  /** Returns the object id of a file's content in the snapshot; empty if the file did not exist. */
  public Optional<String> originalContentId(String path) throws IOException {
    try (var walk = TreeWalk.forPath(store().repository(), path, snapshot)) {
      return walk == null ? Optional.empty() : Optional.of(walk.getObjectId(0).name());
    }
  }

  /** Reverts a file to its content in the snapshot; deletes a new file. */
  public void revert(String path) throws IOException {
    Optional<byte[]> content = readOriginal(path);
    Path file = folder.resolve(path);
    if (content.isPresent()) {
      Files.write(file, content.get());
    } else {
      Files.delete(file);
    }
  }

  /** Deletes a file if it exists. */
  public void delete(String path) throws IOException {
    Files.deleteIfExists(folder.resolve(path));
  }

  /** Returns whether the patch, applied to the snapshot, gives exactly the workspace (integrity check I-19). */
  public boolean isPatchExact() throws IOException {
    ObjectId current = ObjectId.fromString(checkpoint());
    var patch = new ByteArrayOutputStream();
    store().writePatch(snapshot, current, patch);
    return new StrictPatchApplier(store()).transforms(snapshot, current, patch.toByteArray());
  }

  /** Creates a copy of the current workspace, for programs that write files next to the sources. */
  public Path copyCurrent() throws IOException {
    return createCopy("result", ObjectId.fromString(checkpoint()));
  }

  /** Creates a copy of the snapshot, for programs that write files next to the sources. */
  public Path copySnapshot() throws IOException {
    return createCopy("snapshot", ObjectId.fromString(snapshot().tree()));
  }

  /** Creates a temporary folder for programs next to the workspace; it is deleted with the workspace. */
  public Path createScratchFolder(String name) throws IOException {
    exposedToPrograms = true;
    return Files.createDirectories(scratch.resolve(name));
  }

  /** Returns whether a program may have changed the files: every program has a temporary folder. */
  public boolean isExposedToPrograms() {
    return exposedToPrograms;
  }

  private Path createCopy(String name, ObjectId tree) throws IOException {
    exposedToPrograms = true;
    Path copy = scratch.resolve(name);
    FileSystemUtils.deleteRecursively(copy);
    Files.createDirectories(copy);
    new Checkout(store(), copy).checkOut(tree);
    return copy;
  }

  /**
   * Returns a workspace with the base versions of the files in scope at their current paths, and with the configuration
   * of tools as it is now; empty if the scope has no base. It is created on the first call.
   */
  synchronized Optional<Workspace> original() throws IOException {
    if (!scope().hasComparison()) {
      return Optional.empty();
    }
    if (original == null) {
      original = createOriginal();
    }
    return Optional.of(original);
  }

  /** Discards the workspace with the base versions, because a command has changed its files. */
  synchronized void discardOriginal() {
    original = null;
  }

  private Workspace createOriginal() throws IOException {
    Map<String, ObjectId> originals = scope().originals();
    Path root = scratch.resolve("original");
    FileSystemUtils.deleteRecursively(root);
    Path originalFolder = Files.createDirectories(root.resolve("workspace"));
    new Checkout(store(), originalFolder).checkOut(store().writeFiles(originals));
    var settings = new ToolSettings(originals.keySet());
    for (WorkspaceFile file : files()) {
      if (!originals.containsKey(file.path()) && settings.contains(file)) {
        Path copy = originalFolder.resolve(file.path());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file.file(), copy);
      }
    }
    TargetScope current = scope().scope();
    var selection =
        new FilesInScope(
            new TargetScope(List.of(), List.of(), current.changedSince(), TargetScope.Lines.ALL),
            new ChangedFiles(originals),
            null);
    var workspace =
        new Workspace(
            target,
            trusted,
            originalFolder,
            store(),
            NO_SNAPSHOTS,
            (targetConfig, tree) -> selection,
            pool);
    try (FolderHandle handle = FolderHandle.openOwn(originalFolder)) {
      workspace.snapshot =
          store()
              .writeTree(
                  handle,
                  FileWalker.listWorkspace(originalFolder),
                  workspace.index,
                  ObjectId.zeroId());
    }
    return workspace;
  }

  SnapshotStore store() {
    return Objects.requireNonNull(store, "a preview has no snapshots");
  }

  /**
   * Closes the workspace.
   *
   * @param reusable whether nothing can write to the folder any more; it is then reused by the next workflow, unless a
   *     program could have left something behind
   */
  void close(boolean reusable) throws IOException {
    try (store) {
      if (reusable
          && !exposedToPrograms
          && !isPartial()
          && snapshotTree().isPresent()
          && store().submodules(snapshot).isEmpty()) {
        pool.release(target, folder, index);
      }
    } finally {
      pool.deleteAsync(Objects.requireNonNull(folder.getParent()));
    }
  }
}
