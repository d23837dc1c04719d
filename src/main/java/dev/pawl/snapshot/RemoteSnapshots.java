package dev.pawl.snapshot;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.ObjectStoreProperties;
import dev.pawl.objectstore.SharedDownloads;
import dev.pawl.objectstore.SharedDownloads.Progress;
import dev.pawl.snapshot.SnapshotObjects.Manifest;
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
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Copies snapshots to the object store, from which other nodes read them; without an object store, it does nothing, because
 * all nodes read the same folder. A tree is stored once its manifest exists, which names the packs with its objects. Packs
 * are named after their content, and are written before the manifest.
 */
@Service
public class RemoteSnapshots {

  /** The number of packs of a tree from which the next one is stored in a pack of its own, without those of others. */
  private static final int MAX_PACKS = 20;

  /** The files of transfers in the folder of a target. */
  private static final String TRANSFERS = "transfer-*.pack";

  /** The age from which the file of a transfer belongs to none any more. */
  private static final Duration MAX_TRANSFER_TIME = Duration.ofDays(1);

  private static final int MAX_KNOWN = 10_000;

  /** The time after which it is checked again whether a tree is stored, because another node may have deleted it. */
  private static final Duration MAX_KNOWN_AGE = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(RemoteSnapshots.class);

  private final Optional<ObjectStore> objects;
  private final Optional<SharedDownloads> downloads;
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
    this.downloads = objects.map(SharedDownloads::new);
    this.properties = properties;
    this.stores = new SnapshotStores(workspaces.home());
    this.clock = clock;
  }

  /** Returns whether snapshots are copied to an object store. */
  public boolean isEnabled() {
    return objects.isPresent();
  }

  /** Returns the size of the snapshots on the disk of a node in bytes from which some are deleted from it. */
  long cacheSize() {
    return properties.cacheSize().toBytes();
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
    SnapshotObjects remote = SnapshotObjects.of(objects.get(), folder);
    for (String tree : trees) {
      if (tree != null && !isKnown(remote.manifestKey(tree))) {
        try (var store = stores.open(target)) {
          store(remote, folder, store.repository(), ObjectId.fromString(tree));
        }
      }
    }
  }

  private boolean isKnown(String manifest) {
    Instant written = known.get(manifest);
    return written != null && written.isAfter(clock.instant().minus(MAX_KNOWN_AGE));
  }

  private void store(SnapshotObjects remote, Path folder, Repository repository, ObjectId tree)
      throws IOException {
    Instant now = clock.instant();
    Optional<Manifest> existing = remote.readManifest(tree.name());
    Manifest manifest =
        existing.isPresent() && isComplete(remote, folder, existing.get())
            ? existing.get()
            : upload(remote, folder, repository, tree);
    // An existing one becomes as young as a new one, so that no node deletes it.
    remote.writeManifest(manifest);
    latest.put(folder, manifest);
    known.put(remote.manifestKey(tree.name()), now);
  }

  /**
   * Returns whether the packs of a tree exist. They may not if the bucket was restored: a manifest that was written while
   * the bucket was copied may be part of the copy without its packs.
   */
  private boolean isComplete(SnapshotObjects remote, Path folder, Manifest manifest)
      throws IOException {
    var unverified = new ArrayList<>(manifest.packs());
    Manifest verified = latest.get(folder);
    if (verified != null) {
      unverified.removeAll(verified.packs());
    }
    for (String pack : unverified) {
      if (!remote.store().exists(remote.packKey(pack))) {
        log.warn(
            "Tree is stored again, because its pack does not exist in the object store: {}",
            remote.packKey(pack));
        return false;
      }
    }
    return true;
  }

  /** Stores the packs of a tree, without its manifest. */
  private Manifest upload(SnapshotObjects remote, Path folder, Repository repository, ObjectId tree)
      throws IOException {
    Optional<Manifest> base = findBase(remote, folder, repository);
    Map<ObjectId, Integer> added =
        objectsOf(
            repository, tree, base.map(stored -> ObjectId.fromString(stored.tree())).orElse(null));
    var packs = new ArrayList<>(base.map(Manifest::packs).orElse(List.of()));
    Path file = Files.createTempFile(Files.createDirectories(folder), "transfer-", ".pack");
    try {
      String pack = writePack(repository, added, file);
      remote.store().put(remote.packKey(pack), file);
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
  private Optional<Manifest> findBase(SnapshotObjects remote, Path folder, Repository repository)
      throws IOException {
    Manifest candidate = latest.get(folder);
    if (candidate == null
        || candidate.packs().size() >= MAX_PACKS
        || !repository.getObjectDatabase().has(ObjectId.fromString(candidate.tree()))) {
      return Optional.empty();
    }
    return remote.readManifest(candidate.tree());
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
    SnapshotObjects remote = SnapshotObjects.of(objects.get(), folder);
    for (String tree : trees) {
      if (tree != null && !has(store, tree)) {
        downloads
            .orElseThrow()
            .run(
                remote.manifestKey(tree),
                progress -> {
                  if (!has(store, tree)) {
                    fetch(remote, folder, store, tree, progress);
                  }
                });
      }
    }
  }

  private static boolean has(SnapshotStore store, String tree) throws IOException {
    return store.repository().getObjectDatabase().has(ObjectId.fromString(tree));
  }

  private void fetch(
      SnapshotObjects remote, Path folder, SnapshotStore store, String tree, Progress progress)
      throws IOException {
    Optional<Manifest> manifest = remote.readManifest(tree);
    if (manifest.isEmpty()) {
      return;
    }
    // The root of a tree is in its last pack: a node that has it has the others.
    for (String pack : manifest.get().packs()) {
      fetchPack(remote, folder, store, pack, progress);
    }
    latest.put(folder, manifest.get());
  }

  private static void fetchPack(
      SnapshotObjects remote, Path folder, SnapshotStore store, String pack, Progress progress)
      throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(folder), "transfer-", ".pack");
    try {
      progress.receive(file);
      if (!remote.store().download(remote.packKey(pack), file)) {
        throw new IOException(
            "the object %s, which contains a part of a snapshot, does not exist"
                .formatted(remote.packKey(pack)));
      }
      progress.store();
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

  /** Returns what deletes snapshots from the object store; empty without one. */
  Optional<RemoteSnapshotPruner> pruner() {
    return objects.map(store -> new RemoteSnapshotPruner(store, clock, known::remove));
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
}
