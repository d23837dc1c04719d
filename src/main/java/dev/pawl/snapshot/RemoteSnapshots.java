package dev.pawl.snapshot;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.ObjectStore.StoredObject;
import dev.pawl.objectstore.ObjectStoreProperties;
import dev.pawl.target.Target;
import dev.pawl.target.WorkspaceProperties;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies snapshots to the object store, from which other nodes read them; without an object store, it does nothing, because
 * all nodes read the same folder. A tree is stored once its manifest exists, which names the packs with its objects. Packs
 * are named after their content, and are written before the manifest.
 */
@Service
public class RemoteSnapshots {

  private static final String FOLDER = "snapshots/";

  /** The number of packs of a tree from which the next one is stored in a pack of its own, without those of others. */
  private static final int MAX_PACKS = 20;

  /**
   * The minimum age at which an object without a use is deleted: longer than a node takes to store a tree, which refers to
   * packs of others before its manifest exists.
   */
  private static final Duration MIN_AGE = Duration.ofHours(3);

  /** The files of transfers in the folder of a target. */
  private static final String TRANSFERS = "transfer-*.pack";

  /** The age from which the file of a transfer belongs to none any more. */
  private static final Duration MAX_TRANSFER_TIME = Duration.ofDays(1);

  private static final int MAX_KNOWN = 10_000;

  /** The time after which it is checked again whether a tree is stored, because another node may have deleted it. */
  private static final Duration MAX_KNOWN_AGE = Duration.ofMinutes(10);

  private final Optional<ObjectStore> objects;
  private final ObjectStoreProperties properties;
  private final SnapshotStores stores;
  private final Clock clock;

  /** The keys of manifests that this node has written, with the time of the last write. */
  private final Map<String, Instant> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
              return size() > MAX_KNOWN;
            }
          });

  /** The last tree of each target that this node has stored or fetched; the next one is usually similar. */
  private final Map<Path, Manifest> latest = new ConcurrentHashMap<>();

  RemoteSnapshots(
      Optional<ObjectStore> objects,
      ObjectStoreProperties properties,
      WorkspaceProperties workspaces,
      Clock clock) {
    this.objects = objects;
    this.properties = properties;
    this.stores = new SnapshotStores(workspaces.home());
    this.clock = clock;
  }

  /**
   * The packs that contain all objects of a tree.
   *
   * @param packs the names of the packs, oldest first
   */
  record Manifest(String tree, List<String> packs) {}

  /** Returns whether snapshots are copied to an object store. */
  public boolean isEnabled() {
    return objects.isPresent();
  }

  /** Returns the size of the snapshots on the disk of a node in bytes from which some are deleted from it. */
  long cacheSize() {
    return properties.cacheSize().toBytes();
  }

  private static String folderOf(Path folder) {
    return FOLDER + folder.getFileName() + "/";
  }

  private static String manifestKey(Path folder, String tree) {
    return folderOf(folder) + "trees/" + tree + ".json";
  }

  private static String packKey(Path folder, String pack) {
    return folderOf(folder) + "packs/" + pack + ".pack";
  }

  /**
   * Stores trees of a target, unless they are stored.
   *
   * @param trees the ids of the trees; null ones are ignored
   */
  public void store(Target target, Collection<@Nullable String> trees) throws IOException {
    if (objects.isEmpty()) {
      return;
    }
    Path folder = stores.folder(target);
    for (String tree : trees) {
      if (tree != null && !isKnown(manifestKey(folder, tree))) {
        try (var store = stores.open(target)) {
          store(objects.get(), folder, store.repository(), ObjectId.fromString(tree));
        }
      }
    }
  }

  private boolean isKnown(String manifest) {
    Instant written = known.get(manifest);
    return written != null && written.isAfter(clock.instant().minus(MAX_KNOWN_AGE));
  }

  private void store(ObjectStore remote, Path folder, Repository repository, ObjectId tree)
      throws IOException {
    Instant now = clock.instant();
    Optional<Manifest> existing = readManifest(remote, folder, tree.name());
    Manifest manifest =
        existing.isPresent() ? existing.get() : upload(remote, folder, repository, tree);
    // An existing one becomes as young as a new one, so that no node deletes it.
    remote.put(manifestKey(folder, tree.name()), JsonMapper.shared().writeValueAsBytes(manifest));
    latest.put(folder, manifest);
    known.put(manifestKey(folder, tree.name()), now);
  }

  /** Stores the packs of a tree, without its manifest. */
  private Manifest upload(ObjectStore remote, Path folder, Repository repository, ObjectId tree)
      throws IOException {
    Optional<Manifest> base = findBase(remote, folder, repository);
    Map<ObjectId, Integer> added =
        objectsOf(
            repository, tree, base.map(stored -> ObjectId.fromString(stored.tree())).orElse(null));
    var packs = new ArrayList<>(base.map(Manifest::packs).orElse(List.of()));
    Path file = Files.createTempFile(Files.createDirectories(folder), "transfer-", ".pack");
    try {
      String pack = writePack(repository, added, file);
      remote.put(packKey(folder, pack), file);
      packs.remove(pack);
      packs.add(pack);
    } finally {
      Files.deleteIfExists(file);
    }
    return new Manifest(tree.name(), List.copyOf(packs));
  }

  /**
   * Returns a stored tree of which the new one contains most objects, if this node has it. It is read again, because it may
   * have been deleted since; its packs exist for some time after that.
   */
  private Optional<Manifest> findBase(ObjectStore remote, Path folder, Repository repository)
      throws IOException {
    Manifest candidate = latest.get(folder);
    if (candidate == null
        || candidate.packs().size() >= MAX_PACKS
        || !repository.getObjectDatabase().has(ObjectId.fromString(candidate.tree()))) {
      return Optional.empty();
    }
    return readManifest(remote, folder, candidate.tree());
  }

  private static Optional<Manifest> readManifest(ObjectStore remote, Path folder, String tree)
      throws IOException {
    return readManifest(remote, manifestKey(folder, tree));
  }

  private static Optional<Manifest> readManifest(ObjectStore remote, String key)
      throws IOException {
    Optional<byte[]> json = remote.get(key);
    try {
      return json.map(bytes -> JsonMapper.shared().readValue(bytes, Manifest.class));
    } catch (JacksonException e) {
      throw new IOException("the object %s is no list of packs".formatted(key), e);
    }
  }

  /** Returns the objects of a tree, with their types, that are not at the same place in another tree. */
  private static Map<ObjectId, Integer> objectsOf(
      Repository repository, ObjectId tree, @Nullable ObjectId base) throws IOException {
    var added = new LinkedHashMap<ObjectId, Integer>();
    added.put(tree, Constants.OBJ_TREE);
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      if (base != null) {
        walk.addTree(base);
        walk.setFilter(TreeFilter.ANY_DIFF);
      }
      while (walk.next()) {
        FileMode mode = walk.getFileMode(0);
        if (mode != FileMode.MISSING && mode != FileMode.GITLINK) {
          added.put(walk.getObjectId(0), mode.getObjectType());
        }
        if (walk.isSubtree()) {
          walk.enterSubtree();
        }
      }
    }
    return added;
  }

  /** Writes objects as a pack to a file, and returns its name: the digest of its content. */
  private static String writePack(Repository repository, Map<ObjectId, Integer> added, Path file)
      throws IOException {
    var config = new PackConfig(repository);
    config.setDeltaCompress(false);
    config.setBuildBitmaps(false);
    try (var reader = repository.newObjectReader();
        var walk = new RevWalk(reader);
        var writer = new PackWriter(config, reader);
        var out =
            new DigestOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file)), sha256())) {
      var contents = new ArrayList<RevObject>(added.size());
      added.forEach((id, type) -> contents.add(walk.lookupAny(id, type)));
      writer.setIndexDisabled(true);
      writer.preparePack(contents.iterator());
      writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
      out.flush();
      return HexFormat.of().formatHex(out.getMessageDigest().digest());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm SHA-256", e);
    }
  }

  /**
   * Reads trees from the object store that this node does not have. A tree that is nowhere is left to the caller, who finds
   * that it is missing.
   *
   * @param trees the ids of the trees; null ones are ignored
   */
  public void fetch(Target target, SnapshotStore store, Collection<@Nullable String> trees)
      throws IOException {
    if (objects.isEmpty()) {
      return;
    }
    Path folder = stores.folder(target);
    for (String tree : trees) {
      if (tree != null && !store.repository().getObjectDatabase().has(ObjectId.fromString(tree))) {
        fetch(objects.get(), folder, store, tree);
      }
    }
  }

  private void fetch(ObjectStore remote, Path folder, SnapshotStore store, String tree)
      throws IOException {
    Optional<Manifest> manifest = readManifest(remote, folder, tree);
    if (manifest.isEmpty()) {
      return;
    }
    // The root of a tree is in its last pack: a node that has it has the others.
    for (String pack : manifest.get().packs()) {
      fetchPack(remote, folder, store, pack);
    }
    latest.put(folder, manifest.get());
  }

  private static void fetchPack(ObjectStore remote, Path folder, SnapshotStore store, String pack)
      throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(folder), "transfer-", ".pack");
    try {
      if (!remote.download(packKey(folder, pack), file)) {
        throw new IOException(
            "the object %s, which contains a part of a snapshot, does not exist"
                .formatted(packKey(folder, pack)));
      }
      try (InputStream in = Files.newInputStream(file);
          ObjectInserter inserter = store.repository().newObjectInserter()) {
        // Reads and verifies each object, and adds the pack only then.
        PackParser parser = inserter.newPackParser(in);
        parser.setAllowThin(false);
        parser.parse(NullProgressMonitor.INSTANCE);
        inserter.flush();
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Deletes the trees of a target from the object store that are not to be retained, and the packs that no tree needs.
   * Objects that are not old enough are left to the next call, because another node may be using them. Lists may be delayed:
   * they may lack new objects and contain deleted ones.
   *
   * @param retained supplies the trees to retain; empty if the target is in use
   */
  void retainOnly(Path folder, Supplier<Optional<Set<String>>> retained) throws IOException {
    Optional<Set<String>> first = retained.get();
    if (objects.isEmpty() || first.isEmpty()) {
      return;
    }
    ObjectStore remote = objects.get();
    Instant cutoff = clock.instant().minus(MIN_AGE);
    var needed = new HashSet<String>();
    var unlisted = new HashSet<>(first.get());
    var deleted = new ArrayList<Manifest>();
    for (StoredObject object : remote.list(folderOf(folder) + "trees/")) {
      String tree = nameOf(object, ".json");
      unlisted.remove(tree);
      Optional<Manifest> manifest = readManifest(remote, folder, tree);
      if (manifest.isEmpty()) {
        // Another node has deleted it.
        manifest = readManifest(remote, deletedKey(folder, tree));
      } else if (!first.get().contains(tree) && object.modifiedAt().isBefore(cutoff)) {
        delete(remote, folder, manifest.get());
        deleted.add(manifest.get());
      }
      manifest.ifPresent(found -> needed.addAll(found.packs()));
    }
    restoreUsed(remote, folder, deleted, retained.get());
    for (String tree : unlisted) {
      readManifest(remote, folder, tree).ifPresent(manifest -> needed.addAll(manifest.packs()));
    }
    deletePacks(remote, folder, needed, cutoff);
  }

  /** Deletes a tree. Its packs stay until a later call: a tree that is stored right now may refer to them. */
  private void delete(ObjectStore remote, Path folder, Manifest manifest) throws IOException {
    remote.put(
        deletedKey(folder, manifest.tree()), JsonMapper.shared().writeValueAsBytes(manifest));
    remote.delete(manifestKey(folder, manifest.tree()));
    known.remove(manifestKey(folder, manifest.tree()));
  }

  /** Restores the deleted trees that a workflow of another node may have begun to use meanwhile. */
  private static void restoreUsed(
      ObjectStore remote, Path folder, List<Manifest> deleted, Optional<Set<String>> retained)
      throws IOException {
    for (Manifest manifest : deleted) {
      if (retained.isEmpty() || retained.get().contains(manifest.tree())) {
        remote.put(
            manifestKey(folder, manifest.tree()), JsonMapper.shared().writeValueAsBytes(manifest));
        remote.delete(deletedKey(folder, manifest.tree()));
      }
    }
  }

  private static String deletedKey(Path folder, String tree) {
    return folderOf(folder) + "deleted/" + tree + ".json";
  }

  private static void deletePacks(
      ObjectStore remote, Path folder, Set<String> needed, Instant cutoff) throws IOException {
    for (StoredObject object : remote.list(folderOf(folder) + "deleted/")) {
      if (object.modifiedAt().isBefore(cutoff)) {
        remote.delete(object.key());
      } else {
        readManifest(remote, object.key()).ifPresent(manifest -> needed.addAll(manifest.packs()));
      }
    }
    for (StoredObject object : remote.list(folderOf(folder) + "packs/")) {
      if (!needed.contains(nameOf(object, ".pack")) && object.modifiedAt().isBefore(cutoff)) {
        remote.delete(object.key());
      }
    }
  }

  private static String nameOf(StoredObject object, String suffix) {
    String name = object.key().substring(object.key().lastIndexOf('/') + 1);
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }

  /** Deletes the files of transfers from the folder of a target that were interrupted when the node was killed. */
  void deleteTransfers(Path folder) throws IOException {
    Instant cutoff = clock.instant().minus(MAX_TRANSFER_TIME);
    try (var files = Files.newDirectoryStream(folder, TRANSFERS)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(cutoff)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Deletes the trees of targets without workflows from the object store. Their packs are left to a later call: a node that
   * stores a tree meanwhile makes those that it needs young.
   *
   * @param used supplies the folders of the targets of workflows
   * @return the number of targets of which something was deleted
   */
  int deleteAbandoned(Supplier<Set<Path>> used) throws IOException {
    if (objects.isEmpty()) {
      return 0;
    }
    var byFolder = new HashMap<String, List<StoredObject>>();
    for (StoredObject object : objects.get().list(FOLDER)) {
      String folder = object.key().substring(0, object.key().indexOf('/', FOLDER.length()) + 1);
      byFolder.computeIfAbsent(folder, key -> new ArrayList<>()).add(object);
    }
    Instant cutoff = clock.instant().minus(MIN_AGE);
    byFolder
        .values()
        .removeIf(
            found -> !found.stream().allMatch(object -> object.modifiedAt().isBefore(cutoff)));
    byFolder.keySet().removeAll(keysOf(used.get()));
    int deleted = 0;
    for (var folder : byFolder.entrySet()) {
      // A workflow that was submitted meanwhile is found now.
      if (!keysOf(used.get()).contains(folder.getKey())) {
        deleteAll(folder.getKey(), folder.getValue());
        deleted++;
      }
    }
    return deleted;
  }

  private static Set<String> keysOf(Set<Path> folders) {
    return folders.stream().map(RemoteSnapshots::folderOf).collect(Collectors.toSet());
  }

  private void deleteAll(String folder, List<StoredObject> found) throws IOException {
    List<StoredObject> trees =
        found.stream().filter(object -> object.key().startsWith(folder + "trees/")).toList();
    for (StoredObject object : trees.isEmpty() ? found : trees) {
      objects.orElseThrow().delete(object.key());
      known.remove(object.key());
    }
  }
}
