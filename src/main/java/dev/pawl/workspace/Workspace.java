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
   * What the target held.
   *
   * @param tree the identity of the snapshot
   * @param bytes of all files together
   */
  public record Snapshot(String tree, int files, long bytes) {}

  /**
   * A file that may be given to a tool.
   *
   * @param size in bytes
   * @param content the identity of what it holds
   */
  public record WorkspaceFile(String path, Path file, long size, String content) {}

  /** How a file differs from the snapshot. */
  public enum Kind {
    ADDED,
    DELETED,
    MODIFIED,
    /** Its mode, or what kind of thing it is. */
    RETYPED
  }

  /** One difference from the snapshot; {@code regular} when it is a file on both sides that it has. */
  public record Difference(String path, Kind kind, boolean regular) {}

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

  /** Whether a program was given a folder of its own, which each needs. */
  private volatile boolean lent;

  private TargetConfig config;
  private GitAttributes attributes = new GitAttributes();

  /** The files that count, of all that there were. */
  private record Listing(List<FileWalk.Entry> entries, List<WorkspaceFile> files) {}

  /** How the target's content becomes a tree of the store. */
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

  /** Goes on where an earlier claim stopped: at {@code tree}, with the snapshot taken then. */
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

  /** Whether the target may bring programs of its own. */
  public boolean trusted() {
    return trusted;
  }

  public Path folder() {
    return folder;
  }

  /** The target's own configuration, as the snapshot has it. */
  public TargetConfig config() throws IOException {
    snapshot();
    return config;
  }

  /** The snapshot to compare with and to go back to; taken, and checked out, when it is first asked for. */
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

  /** The identity of the snapshot, if one was taken. */
  public Optional<String> snapshotTree() {
    return snapshot.equals(ObjectId.zeroId()) ? Optional.empty() : Optional.of(snapshot.name());
  }

  /** The files that count, in path order (2-behaviour, 5.1); whether they are text is for the reader to see. */
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
    return SnapshotStore.identify(entry.file(), entry.size());
  }

  /** Whether the target says that a program wrote a file; known once its files were listed. */
  public boolean isGenerated(String path) {
    return attributes.isGenerated(path);
  }

  /** The identity of a content. */
  public static String contentOf(byte[] content) {
    try (var hasher = new ObjectInserter.Formatter()) {
      return hasher.idFor(Constants.OBJ_BLOB, content).name();
    }
  }

  /** Keeps the state of now and names it. */
  public synchronized String checkpoint() throws IOException {
    snapshot();
    List<FileWalk.Entry> now = FileWalk.ofWorkspace(folder);
    if (seenAs.isEmpty() || !now.equals(seen) || !index.knowsAll(now)) {
      seenAs = store.write(now, index, snapshot).name();
      seen = now;
    }
    return seenAs;
  }

  /** The state that was kept last; the snapshot when none was. */
  ObjectId lastCheckpoint() {
    String last = seenAs;
    return last.isEmpty() ? snapshot : ObjectId.fromString(last);
  }

  /** Goes back to a state that was kept; every file that differs is replaced, every new one removed. */
  public void restore(String tree) throws IOException {
    ObjectId wanted = ObjectId.fromString(tree);
    for (Change change : store.diff(ObjectId.fromString(checkpoint()), wanted)) {
      store.place(change, folder);
    }
    if (!checkpoint().equals(tree)) {
      throw new IOException("the workspace is not what " + tree + " says after it was restored");
    }
  }

  /** What differs from the snapshot, in path order. */
  public List<Difference> differences() throws IOException {
    return differencesFrom(snapshot().tree());
  }

  /** What differs from a state that was kept, in path order. */
  public List<Difference> differencesFrom(String tree) throws IOException {
    return differences(tree, checkpoint());
  }

  /** What differs between two states that were kept, in path order. */
  public List<Difference> differences(String from, String to) throws IOException {
    var result = new ArrayList<Difference>();
    for (Change change : store.diff(ObjectId.fromString(from), ObjectId.fromString(to))) {
      boolean regular = isFile(change.oldMode()) && isFile(change.newMode());
      result.add(new Difference(change.path(), kind(change), regular));
    }
    return result;
  }

  private static boolean isFile(FileMode mode) {
    return mode == FileMode.REGULAR_FILE
        || mode == FileMode.EXECUTABLE_FILE
        || mode == FileMode.MISSING;
  }

  static Kind kind(Change change) {
    if (change.oldMode() == FileMode.MISSING) {
      return Kind.ADDED;
    }
    if (change.newMode() == FileMode.MISSING) {
      return Kind.DELETED;
    }
    return change.oldMode() == change.newMode() ? Kind.MODIFIED : Kind.RETYPED;
  }

  /** What a file held when the snapshot was taken; empty when it did not exist. */
  public Optional<byte[]> original(String path) throws IOException {
    try (var walk = TreeWalk.forPath(store.repository(), path, snapshot)) {
      return walk == null ? Optional.empty() : Optional.of(store.bytes(walk.getObjectId(0)));
    }
  }

  /** The identity of what a file held when the snapshot was taken; empty when it did not exist. */
  public Optional<String> originalContent(String path) throws IOException {
    try (var walk = TreeWalk.forPath(store.repository(), path, snapshot)) {
      return walk == null ? Optional.empty() : Optional.of(walk.getObjectId(0).name());
    }
  }

  /** Puts one file back to what the snapshot has. */
  public void revert(String path) throws IOException {
    Optional<byte[]> content = original(path);
    Path file = folder.resolve(path);
    if (content.isPresent()) {
      Files.write(file, content.get());
    } else {
      Files.delete(file);
    }
  }

  /** Removes one file. */
  public void remove(String path) throws IOException {
    Files.deleteIfExists(folder.resolve(path));
  }

  /** Whether the difference, applied as a patch to the snapshot, gives exactly the workspace (I-19). */
  public boolean patchIsExact() throws IOException {
    ObjectId now = ObjectId.fromString(checkpoint());
    var patch = new ByteArrayOutputStream();
    store.patch(snapshot, now, patch);
    return new ExactPatch(store).leads(snapshot, now, patch.toByteArray());
  }

  /** A copy of the workspace as it is now, for programs that write beside the sources. */
  public Path copyOfNow() throws IOException {
    return copy("result", ObjectId.fromString(checkpoint()));
  }

  /** A copy of the snapshot, for the same. */
  public Path copyOfSnapshot() throws IOException {
    return copy("snapshot", ObjectId.fromString(snapshot().tree()));
  }

  /** A folder beside the workspace, for what programs need and nobody keeps; it goes with the workspace. */
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
   * Ends the work here.
   *
   * @param orderly whether nothing can write here any more, so that the next workflow may go on in the same folder, if no
   *     program had the means to leave something behind
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
