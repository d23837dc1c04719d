package dev.pawl.workspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
   * @param content the object id of the content
   */
  public record WorkspaceFile(String path, Path file, long size, String content) {}

  private final Target target;
  private final boolean trusted;
  private final Path folder;
  private final SnapshotStore store;
  private final Snapshots snapshots;
  private final SpareWorkspaces spares;
  private final FileIndex index = new FileIndex();
  private volatile ObjectId snapshot;
  private @Nullable Snapshot counted;
  private volatile Listing listing = new Listing(List.of(), List.of());
  private List<FileWalk.Entry> seen = List.of();
  private volatile String seenAs = "";

  /** Whether a program was given a folder of its own; every program needs one. */
  private volatile boolean lent;

  private TargetConfig config;
  private GitAttributes attributes = new GitAttributes();

  /** All entries of the workspace, and the files among them that may be passed to tools. */
  private record Listing(List<FileWalk.Entry> entries, List<WorkspaceFile> files) {}

  /** Writes the content of the target as a tree to the store. */
  @FunctionalInterface
  interface Snapshots {
    ObjectId take() throws IOException;
  }

  Workspace(
      Target target,
      boolean trusted,
      Path folder,
      SnapshotStore store,
      Snapshots snapshots,
      SpareWorkspaces spares) {
    this.target = target;
    this.trusted = trusted;
    this.folder = folder;
    this.store = store;
    this.snapshots = snapshots;
    this.spares = spares;
    this.snapshot = ObjectId.zeroId();
    this.config = TargetConfig.read(folder);
  }

  /** Resumes from the checkpoint {@code tree} of an earlier claim, with the snapshot taken then. */
  void resume(String takenBefore, String tree) throws IOException {
    snapshot = ObjectId.fromString(takenBefore);
    checkout(ObjectId.fromString(tree));
  }

  private void checkout(ObjectId tree) throws IOException {
    spares.layOut(target, store, tree, folder, index);
    config = TargetConfig.read(folder);
  }

  public Target target() {
    return target;
  }

  /** Returns whether the target may run programs of its own. */
  public boolean trusted() {
    return trusted;
  }

  public Path folder() {
    return folder;
  }

  /** Returns the configuration of the target as of the snapshot. */
  public TargetConfig config() throws IOException {
    snapshot();
    return config;
  }

  /** Returns the snapshot for comparison and rollback; takes it and checks it out on the first call. */
  public synchronized Snapshot snapshot() throws IOException {
    if (snapshot.equals(ObjectId.zeroId())) {
      ObjectId taken = snapshots.take();
      checkout(taken);
      snapshot = taken;
    }
    if (counted == null) {
      counted = store.count(snapshot);
    }
    return counted;
  }

  /** Returns the tree of the snapshot, if one was taken. */
  public Optional<String> snapshotTree() {
    return snapshot.equals(ObjectId.zeroId()) ? Optional.empty() : Optional.of(snapshot.name());
  }

  /** Returns the files that may be passed to tools, in path order; callers have to check whether they are text. */
  public List<WorkspaceFile> files() throws IOException {
    TargetConfig wanted = config();
    List<FileWalk.Entry> entries = FileWalk.ofWorkspace(folder);
    Listing last = listing;
    if (last.entries().equals(entries) && index.knowsAll(entries)) {
      return last.files();
    }
    attributes = GitAttributes.of(entries);
    Exclusions exclusions = wanted.exclusions();
    long largest = wanted.maxFileSize();
    var files = new ArrayList<WorkspaceFile>();
    for (FileWalk.Entry entry : entries) {
      if (!entry.link() && entry.size() <= largest && !exclusions.contain(entry.path())) {
        files.add(
            new WorkspaceFile(entry.path(), entry.file(), entry.size(), content(entry).name()));
      }
    }
    listing = new Listing(entries, List.copyOf(files));
    return listing.files();
  }

  private ObjectId content(FileWalk.Entry entry) throws IOException {
    Optional<ObjectId> known = index.find(entry);
    if (known.isPresent()) {
      return known.get();
    }
    return FileIndex.identify(entry.file(), entry.size());
  }

  /** Returns whether the target marks a file as generated; known after a call of {@link #files}. */
  public boolean isGenerated(String path) {
    return attributes.isGenerated(path);
  }

  /** Returns the object id of a content. */
  public static String contentOf(byte[] content) {
    try (var hasher = new ObjectInserter.Formatter()) {
      return hasher.idFor(Constants.OBJ_BLOB, content).name();
    }
  }

  /** Stores the current files as a checkpoint and returns its tree. */
  public synchronized String checkpoint() throws IOException {
    snapshot();
    List<FileWalk.Entry> now = FileWalk.ofWorkspace(folder);
    if (seenAs.isEmpty() || !now.equals(seen) || !index.knowsAll(now)) {
      seenAs = store.write(now, index, snapshot).name();
      seen = now;
    }
    return seenAs;
  }

  /** Returns the last checkpoint; the snapshot if there is none. */
  ObjectId lastCheckpoint() {
    String last = seenAs;
    return last.isEmpty() ? snapshot : ObjectId.fromString(last);
  }

  /** Restores a checkpoint: replaces every file that differs and deletes every new one. */
  public void restore(String tree) throws IOException {
    ObjectId wanted = ObjectId.fromString(tree);
    for (Change change : store.diff(ObjectId.fromString(checkpoint()), wanted)) {
      store.place(change, folder);
    }
    if (!checkpoint().equals(tree)) {
      throw new IOException("the workspace does not match " + tree + " after it was restored");
    }
  }

  /** Returns the differences from the snapshot, in path order. */
  public List<FileChange> differences() throws IOException {
    return differencesFrom(snapshot().tree());
  }

  /** Returns the differences from a checkpoint, in path order. */
  public List<FileChange> differencesFrom(String tree) throws IOException {
    return differences(tree, checkpoint());
  }

  /** Returns the differences between two checkpoints, in path order. */
  public List<FileChange> differences(String from, String to) throws IOException {
    var result = new ArrayList<FileChange>();
    for (Change change : store.diff(ObjectId.fromString(from), ObjectId.fromString(to))) {
      boolean regular = isFile(change.oldMode()) && isFile(change.newMode());
      result.add(new FileChange(change.path(), FileChange.kind(change), regular));
    }
    return result;
  }

  private static boolean isFile(FileMode mode) {
    return mode == FileMode.REGULAR_FILE
        || mode == FileMode.EXECUTABLE_FILE
        || mode == FileMode.MISSING;
  }

  /** Returns the content of a file in the snapshot; empty if the file did not exist. */
  public Optional<byte[]> original(String path) throws IOException {
    try (var walk = TreeWalk.forPath(store.repository(), path, snapshot)) {
      return walk == null ? Optional.empty() : Optional.of(store.bytes(walk.getObjectId(0)));
    }
  }

  /** Returns the object id of a file's content in the snapshot; empty if the file did not exist. */
  public Optional<String> originalContent(String path) throws IOException {
    try (var walk = TreeWalk.forPath(store.repository(), path, snapshot)) {
      return walk == null ? Optional.empty() : Optional.of(walk.getObjectId(0).name());
    }
  }

  /** Reverts a file to its content in the snapshot; deletes a new file. */
  public void revert(String path) throws IOException {
    Optional<byte[]> content = original(path);
    Path file = folder.resolve(path);
    if (content.isPresent()) {
      Files.write(file, content.get());
    } else {
      Files.delete(file);
    }
  }

  /** Deletes a file if it exists. */
  public void remove(String path) throws IOException {
    Files.deleteIfExists(folder.resolve(path));
  }

  /** Returns whether the patch, applied to the snapshot, gives exactly the workspace (integrity check I-19). */
  public boolean patchIsExact() throws IOException {
    ObjectId now = ObjectId.fromString(checkpoint());
    var patch = new ByteArrayOutputStream();
    store.patch(snapshot, now, patch);
    return new ExactPatch(store).leads(snapshot, now, patch.toByteArray());
  }

  /** Creates a copy of the current workspace, for programs that write files next to the sources. */
  public Path copyOfNow() throws IOException {
    return copy("result", ObjectId.fromString(checkpoint()));
  }

  /** Creates a copy of the snapshot, for programs that write files next to the sources. */
  public Path copyOfSnapshot() throws IOException {
    return copy("snapshot", ObjectId.fromString(snapshot().tree()));
  }

  /** Creates a temporary folder for programs next to the workspace; it is deleted with the workspace. */
  public Path scratch(String name) throws IOException {
    lent = true;
    return Files.createDirectories(folder.resolveSibling(name));
  }

  private Path copy(String name, ObjectId tree) throws IOException {
    lent = true;
    Path copy = folder.resolveSibling(name);
    FileSystemUtils.deleteRecursively(copy);
    Files.createDirectories(copy);
    new Checkout(store, copy).of(tree);
    return copy;
  }

  SnapshotStore store() {
    return store;
  }

  /**
   * Closes the workspace.
   *
   * @param orderly whether nothing can write to the folder any more; it is then reused by the next workflow, unless a
   *     program could have left something behind
   */
  void close(boolean orderly) throws IOException {
    try (store) {
      if (orderly && !lent && snapshotTree().isPresent() && store.submodules(snapshot).isEmpty()) {
        spares.keep(target, folder, index);
      }
    } finally {
      spares.remove(Objects.requireNonNull(folder.getParent()));
    }
  }
}
