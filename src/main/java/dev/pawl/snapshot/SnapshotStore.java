package dev.pawl.snapshot;

import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.PathFilter;
import dev.pawl.target.TargetConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.CoreConfig;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.eclipse.jgit.util.FS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** Stores the snapshots of one target as git trees, in a bare repository that only Pawl writes. */
public final class SnapshotStore implements AutoCloseable {

  static {
    // Measuring the timestamp resolution of the file system takes seconds; nothing here relies on
    // it.
    FS.FileStoreAttributes.setBackground(true);
  }

  private static final Logger log = LoggerFactory.getLogger(SnapshotStore.class);
  private static final String FETCHED_REFS = "refs/pawl/";
  static final String UPLOAD_REF = FETCHED_REFS + "upload";
  private static final int STREAMING_THRESHOLD = 8 << 20;

  private final FileRepository repository;
  private final BlockingQueue<String> repairs = new LinkedBlockingQueue<>();

  private SnapshotStore(FileRepository repository) {
    this.repository = repository;
  }

  static SnapshotStore open(Path folder) throws IOException {
    var repository = new FileRepository(folder.toFile());
    synchronized (SnapshotStore.class) {
      if (!repository.getObjectDatabase().exists()) {
        // The configuration is written last, so that no other node is creating this store.
        if (Files.exists(folder.resolve("config"))) {
          log.warn("Snapshot store without objects is created again: {}", folder);
          FileSystemUtils.deleteRecursively(folder);
        }
        repository.create(true);
        var config = repository.getConfig();
        config.setInt("core", null, "compression", 1);
        config.setEnum("core", null, "autocrlf", CoreConfig.AutoCRLF.FALSE);
        config.setBoolean("transfer", null, "fsckObjects", true);
        config.setInt("gc", null, "auto", 0);
        config.setInt("gc", null, "autoPackLimit", 0);
        config.setBoolean("gc", null, "autoDetach", false);
        config.save();
      }
    }
    return new SnapshotStore(repository);
  }

  public FileRepository repository() {
    return repository;
  }

  /**
   * Writes files as a tree.
   *
   * @param root the folder of the files
   * @param index the known contents of the files; the contents of files that had to be read are added
   * @param base a tree whose submodules are added to the files, or {@link ObjectId#zeroId()} for none
   */
  public ObjectId writeTree(
      FolderHandle root, List<FileWalker.Entry> files, FileIndex index, ObjectId base)
      throws IOException {
    try (var inserter = repository.getObjectDatabase().newPackInserter()) {
      return writeTree(inserter, root, files, index, base);
    }
  }

  /**
   * Writes files as a tree, and stores all of their contents even if the store seems to have them, because stored ones
   * are damaged.
   */
  ObjectId rewriteTree(FolderHandle root, List<FileWalker.Entry> files, FileIndex index)
      throws IOException {
    try (var inserter = repository.getObjectDatabase().newPackInserter()) {
      inserter.checkExisting(false);
      return writeTree(inserter, root, files, index, ObjectId.zeroId());
    }
  }

  private ObjectId writeTree(
      ObjectInserter inserter,
      FolderHandle root,
      List<FileWalker.Entry> files,
      FileIndex index,
      ObjectId base)
      throws IOException {
    DirCache tree = DirCache.newInCore();
    var builder = tree.builder();
    List<TreeChange> submodules = ObjectId.zeroId().equals(base) ? List.of() : submodules(base);
    int missing = 0;
    for (FileWalker.Entry file : files) {
      if (isInSubmodule(file, submodules)) {
        continue;
      }
      ObjectId content = index.find(file).orElse(null);
      if (content == null || !repository.getObjectDatabase().has(content)) {
        missing += content == null ? 0 : 1;
        content = root.inParent(file.path(), path -> insert(inserter, file, path));
        index.put(file, content);
      }
      var entry = new DirCacheEntry(file.path());
      entry.setFileMode(file.mode());
      entry.setObjectId(content);
      builder.add(entry);
    }
    for (TreeChange submodule : submodules) {
      var entry = new DirCacheEntry(submodule.path());
      entry.setFileMode(FileMode.GITLINK);
      entry.setObjectId(submodule.newId());
      builder.add(entry);
    }
    builder.finish();
    ObjectId written = tree.writeTree(inserter);
    inserter.flush();
    if (missing > 0) {
      addRepair("contents were missing and were read again from the files: " + missing);
    }
    return written;
  }

  /** Returns whether a file is in the folder of a submodule, or replaces it: a tree cannot contain both. */
  private static boolean isInSubmodule(FileWalker.Entry file, List<TreeChange> submodules) {
    return submodules.stream()
        .anyMatch(submodule ->
            file.path().equals(submodule.path()) || file.path().startsWith(submodule.path() + "/"));
  }

  /** Records that something of the store was damaged and repaired. */
  public void addRepair(String description) {
    log.warn("Snapshot store repaired: {}: {}", repository.getDirectory(), description);
    repairs.add(description);
  }

  /** Returns and removes the descriptions of what was repaired. */
  public List<String> drainRepairs() {
    var drained = new ArrayList<String>();
    repairs.drainTo(drained);
    return drained;
  }

  /**
   * Returns normally if the contents of changed files can be read.
   *
   * @throws IOException if one is missing or damaged
   */
  void requireContents(List<TreeChange> changes) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      for (TreeChange change : changes) {
        requireContent(reader, change.oldMode(), change.oldId());
        requireContent(reader, change.newMode(), change.newId());
      }
    }
  }

  private static void requireContent(ObjectReader reader, FileMode mode, ObjectId id)
      throws IOException {
    if (mode != FileMode.MISSING && mode != FileMode.GITLINK) {
      reader.getObjectSize(id, Constants.OBJ_BLOB);
    }
  }

  /**
   * Returns normally if the commits that were fetched before still exist. The remote would not send their objects again,
   * because it would be told that they exist.
   *
   * @throws MissingObjectException if one is missing
   */
  void requireFetchedCommits() throws IOException {
    List<Ref> dangling = findDanglingRefs();
    if (!dangling.isEmpty()) {
      throw new MissingObjectException(
          Objects.requireNonNull(dangling.getFirst().getObjectId()).copy(), Constants.TYPE_COMMIT);
    }
  }

  private List<Ref> findDanglingRefs() throws IOException {
    var dangling = new ArrayList<Ref>();
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(FETCHED_REFS)) {
      ObjectId id = ref.getObjectId();
      if (id != null && !repository.getObjectDatabase().has(id)) {
        dangling.add(ref);
      }
    }
    return dangling;
  }

  /**
   * Moves the packs of a repository to this store, where they replace damaged ones of the same name and precede older
   * ones. Refs to commits that are still missing are deleted.
   */
  void moveObjects(SnapshotStore fetched) throws IOException {
    Path packs = repository.getObjectDatabase().getPackDirectory().toPath();
    Path newPacks = fetched.repository.getObjectDatabase().getPackDirectory().toPath();
    Files.createDirectories(packs);
    // An index must not exist before its pack does.
    for (String pattern : List.of("*.pack", "*.idx")) {
      try (var files = Files.newDirectoryStream(newPacks, pattern)) {
        for (Path file : files) {
          Files.move(
              file,
              packs.resolve(file.getFileName()),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    Set<ObjectId> shallow = new HashSet<>(repository.getObjectDatabase().getShallowCommits());
    if (shallow.addAll(fetched.repository.getObjectDatabase().getShallowCommits())) {
      repository.getObjectDatabase().setShallowCommits(shallow);
    }
    // Closes the damaged packs, so that they are opened again.
    repository.getObjectDatabase().close();
    for (Ref ref : findDanglingRefs()) {
      RefUpdate deletion = repository.updateRef(ref.getName());
      deletion.setForceUpdate(true);
      deletion.delete();
    }
  }

  /** Returns the tree of the upload that this store belongs to; empty until it is stored. */
  Optional<ObjectId> findUpload() throws IOException {
    return Optional.ofNullable(repository.exactRef(UPLOAD_REF)).map(Ref::getObjectId);
  }

  /** Stores the tree of an upload, since the upload is deleted before its workflows. */
  void storeUpload(ObjectId tree) throws IOException {
    var update = repository.updateRef(UPLOAD_REF);
    update.setNewObjectId(tree);
    update.forceUpdate();
  }

  private static ObjectId insert(ObjectInserter inserter, FileWalker.Entry file, Path path)
      throws IOException {
    if (file.isLink()) {
      byte[] destination = Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8);
      return inserter.insert(Constants.OBJ_BLOB, destination);
    }
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      return file.size() < STREAMING_THRESHOLD
          ? inserter.insert(Constants.OBJ_BLOB, in.readAllBytes())
          : inserter.insert(Constants.OBJ_BLOB, file.size(), in);
    }
  }

  /** Returns the configuration of a target in a tree; the defaults if the tree has none, or it is broken. */
  public TargetConfig readConfig(ObjectId tree) throws IOException {
    try (var file = TreeWalk.forPath(repository, TargetConfig.FILE_NAME, tree)) {
      if (file == null || (file.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
        return TargetConfig.defaultConfig();
      }
      return TargetConfig.parse(readStart(file.getObjectId(0), TargetConfig.MAX_BYTES + 1));
    }
  }

  /** Returns the tree without files. */
  public ObjectId emptyTree() throws IOException {
    return writeFiles(Map.of());
  }

  /** Writes stored contents as the regular files of a tree. */
  public ObjectId writeFiles(Map<String, ObjectId> contents) throws IOException {
    return writeChanged(
        List.of(),
        contents.entrySet().stream()
            .map(file ->
                new TreeChange(
                    file.getKey(),
                    FileMode.MISSING,
                    ObjectId.zeroId(),
                    FileMode.REGULAR_FILE,
                    file.getValue()))
            .toList());
  }

  /** Returns the entries of a tree that are submodules. */
  public List<TreeChange> submodules(ObjectId tree) throws IOException {
    return entries(tree).stream().filter(entry -> entry.newMode() == FileMode.GITLINK).toList();
  }

  /** Returns all entries of a tree, each as an added file. */
  List<TreeChange> entries(ObjectId tree) throws IOException {
    return entries(tree, PathFilter.ALL);
  }

  /** Returns the entries of a tree that a filter selects, each as an added file; other folders are not read. */
  public List<TreeChange> entries(ObjectId tree, PathFilter filter) throws IOException {
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      var result = new ArrayList<TreeChange>();
      while (walk.next()) {
        String path = walk.getPathString();
        if (walk.isSubtree()) {
          if (filter.mayContain(path)) {
            walk.enterSubtree();
          }
        } else if (filter.includes(path)) {
          result.add(
              new TreeChange(
                  path,
                  FileMode.MISSING,
                  ObjectId.zeroId(),
                  walk.getFileMode(0),
                  walk.getObjectId(0)));
        }
      }
      return result;
    }
  }

  /** Returns the size of the content of an entry in bytes; 0 for a submodule. */
  public long sizeOf(TreeChange entry) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      return entry.newMode() == FileMode.GITLINK
          ? 0
          : reader.getObjectSize(entry.newId(), Constants.OBJ_BLOB);
    }
  }

  /** Returns the number and the total size of the files of a tree. */
  public Snapshot toSnapshot(ObjectId tree) throws IOException {
    return toSnapshot(tree, entries(tree));
  }

  /** Returns the number and the total size of some of the files of a tree. */
  public Snapshot toSnapshot(ObjectId tree, Collection<TreeChange> entries) throws IOException {
    int files = 0;
    long bytes = 0;
    try (ObjectReader reader = repository.newObjectReader()) {
      for (TreeChange entry : entries) {
        if (entry.newMode() != FileMode.GITLINK) {
          files++;
          bytes += reader.getObjectSize(entry.newId(), Constants.OBJ_BLOB);
        }
      }
    }
    return new Snapshot(tree.name(), files, bytes);
  }

  /** Returns the differences between two trees, in path order. */
  public List<TreeChange> diff(ObjectId from, ObjectId to) throws IOException {
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(from);
      walk.addTree(to);
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      var result = new ArrayList<TreeChange>();
      while (walk.next()) {
        result.add(
            new TreeChange(
                walk.getPathString(),
                walk.getFileMode(0),
                walk.getObjectId(0),
                walk.getFileMode(1),
                walk.getObjectId(1)));
      }
      return result;
    }
  }

  /** Writes a tree that differs from another one by these changes. */
  public ObjectId applyChanges(ObjectId tree, List<TreeChange> changes) throws IOException {
    try (ObjectReader reader = repository.newObjectReader();
        ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId written = new TreeEditor(reader, inserter).edit(tree, changes);
      inserter.flush();
      return written;
    }
  }

  /**
   * Writes a tree that differs from another one as the files of a folder differ from some of its entries.
   *
   * @param files all files of the folder
   * @param index the known contents of the files; the contents of files that had to be read are added
   * @param tree the other tree, whose further entries are not in the folder
   * @param checkedOut the entries of the other tree that were written to the folder, by path
   */
  public ObjectId writeDifferences(
      FolderHandle root,
      List<FileWalker.Entry> files,
      FileIndex index,
      ObjectId tree,
      Map<String, TreeChange> checkedOut)
      throws IOException {
    var deleted = new TreeMap<>(checkedOut);
    List<TreeChange> submodules =
        checkedOut.values().stream().filter(entry -> entry.newMode() == FileMode.GITLINK).toList();
    submodules.forEach(submodule -> deleted.remove(submodule.path()));
    var changes = new ArrayList<TreeChange>();
    try (var inserter = repository.getObjectDatabase().newPackInserter()) {
      for (FileWalker.Entry file : files) {
        if (isInSubmodule(file, submodules)) {
          continue;
        }
        TreeChange before = deleted.remove(file.path());
        ObjectId content = index.find(file).orElse(null);
        if (content == null || !repository.getObjectDatabase().has(content)) {
          content = root.inParent(file.path(), path -> insert(inserter, file, path));
          index.put(file, content);
        }
        if (before == null || before.newMode() != file.mode() || !before.newId().equals(content)) {
          changes.add(addition(file.path(), file.mode(), content));
        }
      }
      inserter.flush();
    }
    deleted
        .keySet()
        .forEach(path -> changes.add(addition(path, FileMode.MISSING, ObjectId.zeroId())));
    return changes.isEmpty() ? tree : applyChanges(tree, changes);
  }

  private static TreeChange addition(String path, FileMode mode, ObjectId content) {
    return new TreeChange(path, FileMode.MISSING, ObjectId.zeroId(), mode, content);
  }

  private ObjectId writeChanged(List<TreeChange> entries, List<TreeChange> changes)
      throws IOException {
    Map<String, TreeChange> byPath =
        changes.stream().collect(Collectors.toMap(TreeChange::path, Function.identity()));
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      var builder = index.builder();
      var merged = new ArrayList<>(entries);
      merged.removeIf(entry -> byPath.containsKey(entry.path()));
      merged.addAll(changes);
      for (TreeChange entry : merged) {
        if (entry.newMode() != FileMode.MISSING) {
          var dirEntry = new DirCacheEntry(entry.path());
          dirEntry.setFileMode(entry.newMode());
          dirEntry.setObjectId(entry.newId());
          builder.add(dirEntry);
        }
      }
      builder.finish();
      ObjectId written = index.writeTree(inserter);
      inserter.flush();
      return written;
    }
  }

  static Set<PosixFilePermission> permissions(TreeChange entry) {
    return PosixFilePermissions.fromString(
        entry.newMode() == FileMode.EXECUTABLE_FILE ? "rwxr-xr-x" : "rw-r--r--");
  }

  static Path resolvePath(TreeChange entry, Path folder) throws IOException {
    Path file = folder.resolve(entry.path()).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("the snapshot contains a path outside the folder: " + entry.path());
    }
    return file;
  }

  /** Adds the contents of files that were just checked out to an index. */
  public void recordContents(ObjectId tree, List<FileWalker.Entry> files, FileIndex index)
      throws IOException {
    recordContents(entries(tree), files, index);
  }

  /** Adds the contents of files that were just checked out from these entries to an index. */
  public void recordContents(
      Collection<TreeChange> entries, List<FileWalker.Entry> files, FileIndex index) {
    Map<String, ObjectId> contents =
        entries.stream().collect(Collectors.toMap(TreeChange::path, TreeChange::newId));
    for (FileWalker.Entry file : files) {
      ObjectId content = contents.get(file.path());
      if (content != null) {
        index.put(file, content);
      }
    }
  }

  /** Writes, or deletes, a file or link below a folder as an entry states, replacing whatever exists there. */
  public void writeEntry(TreeChange entry, FolderHandle root) throws IOException {
    root.inCreatedParent(
        entry.path(),
        file -> {
          write(entry, file);
          return file;
        });
  }

  private void write(TreeChange entry, Path file) throws IOException {
    if (entry.newMode() == FileMode.GITLINK) {
      Files.createDirectories(file);
      return;
    }
    Files.deleteIfExists(file);
    if (entry.newMode() == FileMode.MISSING) {
      return;
    }
    if (entry.newMode() == FileMode.SYMLINK) {
      Files.createSymbolicLink(
          file, Path.of(new String(readBlob(entry.newId()), StandardCharsets.UTF_8)));
      return;
    }
    Files.createFile(file);
    copyBlob(entry.newId(), file);
    Files.setPosixFilePermissions(file, permissions(entry));
  }

  /**
   * Returns the id of a stored snapshot.
   *
   * @throws SnapshotGoneException if it was deleted
   */
  ObjectId requireSnapshot(String tree) throws IOException {
    ObjectId id = ObjectId.fromString(tree);
    if (!repository.getObjectDatabase().has(id)) {
      throw new SnapshotGoneException(tree);
    }
    return id;
  }

  /** Returns the whole content of a file; meant for files that tools read. */
  public byte[] readBlob(ObjectId blob) throws IOException {
    var out = new ByteArrayOutputStream();
    repository.open(blob, Constants.OBJ_BLOB).copyTo(out);
    return out.toByteArray();
  }

  /** Returns the beginning of the content of a file. */
  public byte[] readStart(ObjectId blob, int maxBytes) throws IOException {
    try (InputStream in = repository.open(blob, Constants.OBJ_BLOB).openStream()) {
      return in.readNBytes(maxBytes);
    }
  }

  /** Writes the content of a blob to an existing file. */
  public void copyBlob(ObjectId blob, Path file) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING,
            LinkOption.NOFOLLOW_LINKS)) {
      repository.open(blob, Constants.OBJ_BLOB).copyTo(out);
    }
  }

  /** Writes the differences as a patch that {@code git apply} accepts. */
  public void writePatch(ObjectId from, ObjectId to, OutputStream out) throws IOException {
    try (var formatter = new DiffFormatter(out);
        var reader = repository.newObjectReader()) {
      formatter.setRepository(repository);
      formatter.setDiffAlgorithm(LineDiff.algorithm());
      formatter.format(
          new CanonicalTreeParser(null, reader, from), new CanonicalTreeParser(null, reader, to));
      formatter.flush();
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
