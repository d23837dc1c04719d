package dev.pawl.snapshot;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.ObjectStore.StoredObject;
import dev.pawl.snapshot.SnapshotObjects.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes snapshots from the object store in steps that are hours apart: a tree without a use is marked, its manifest is
 * deleted if it is still without one, and then its packs are. What was in use at a time can therefore be copied from the
 * store for hours after it, which a back-up needs; and a node that stores a tree may refer to the packs of another one that
 * is deleted meanwhile. Lists may be delayed: they may lack new objects and contain deleted ones.
 */
final class RemoteSnapshotPruner {

  /**
   * The time between two steps, and the minimum age of what is deleted: longer than the copy of the store for a back-up
   * takes, and longer than a node takes to store a tree.
   */
  private static final Duration MIN_AGE = Duration.ofHours(3);

  /** The name of the mark of a target without workflows, in place of a tree. */
  private static final String WHOLE_TARGET = "target";

  private final ObjectStore store;
  private final Clock clock;
  private final Consumer<String> onDeletion;

  /**
   * Creates a pruner.
   *
   * @param onDeletion receives the keys of deleted manifests
   */
  RemoteSnapshotPruner(ObjectStore store, Clock clock, Consumer<String> onDeletion) {
    this.store = store;
    this.clock = clock;
    this.onDeletion = onDeletion;
  }

  private Instant cutoff() {
    return clock.instant().minus(MIN_AGE);
  }

  /**
   * Continues the deletion of the trees of a target that are not to be retained, and of the packs that no tree needs.
   *
   * @param retained supplies the trees to retain; empty if the target is in use
   */
  void retainOnly(Path folder, Supplier<Optional<Set<String>>> retained) throws IOException {
    Optional<Set<String>> first = retained.get();
    if (first.isEmpty()) {
      return;
    }
    SnapshotObjects objects = SnapshotObjects.of(store, folder);
    Instant cutoff = cutoff();
    Map<String, StoredObject> marks = new HashMap<>();
    objects.marks().forEach(mark -> marks.put(SnapshotObjects.nameOf(mark), mark));
    var needed = new HashSet<String>();
    var unlisted = new HashSet<>(first.get());
    var deleted = new ArrayList<Manifest>();
    for (StoredObject object : objects.manifests()) {
      String tree = SnapshotObjects.nameOf(object);
      unlisted.remove(tree);
      Optional<Manifest> manifest = objects.readManifest(tree);
      if (manifest.isEmpty()) {
        // Another node has deleted it.
        manifest = objects.readMark(tree);
      } else if (first.get().contains(tree)) {
        deleteMark(marks.remove(tree));
      } else if (object.modifiedAt().isBefore(cutoff)
          && prune(objects, manifest.get(), object, marks.remove(tree), cutoff)) {
        deleted.add(manifest.get());
      }
      manifest.ifPresent(found -> needed.addAll(found.packs()));
    }
    restoreUsed(objects, deleted, retained.get());
    for (String tree : unlisted) {
      objects.readManifest(tree).ifPresent(manifest -> needed.addAll(manifest.packs()));
    }
    deletePacks(objects, marks, needed, cutoff);
  }

  /** Deletes the mark of a tree that is in use again, so that the next deletion begins anew. */
  private void deleteMark(@Nullable StoredObject mark) throws IOException {
    if (mark != null) {
      store.delete(mark.key());
    }
  }

  /**
   * Marks a tree without a use, or deletes it if it was marked long ago and has not been stored again since. Its packs stay
   * until a later call.
   *
   * @return whether the tree was deleted
   */
  private boolean prune(
      SnapshotObjects objects,
      Manifest manifest,
      StoredObject object,
      @Nullable StoredObject mark,
      Instant cutoff)
      throws IOException {
    if (mark == null || mark.modifiedAt().isBefore(object.modifiedAt())) {
      objects.writeMark(manifest);
      return false;
    }
    if (!mark.modifiedAt().isBefore(cutoff)) {
      return false;
    }
    objects.writeMark(manifest);
    store.delete(object.key());
    onDeletion.accept(object.key());
    return true;
  }

  /** Restores the deleted trees that a workflow of another node may have begun to use meanwhile. */
  private void restoreUsed(
      SnapshotObjects objects, List<Manifest> deleted, Optional<Set<String>> retained)
      throws IOException {
    for (Manifest manifest : deleted) {
      if (retained.isEmpty() || retained.get().contains(manifest.tree())) {
        objects.writeManifest(manifest);
        store.delete(objects.markKey(manifest.tree()));
      }
    }
  }

  /**
   * Deletes the packs that no tree needs.
   *
   * @param marks the marks that this call has not written again
   */
  private void deletePacks(
      SnapshotObjects objects, Map<String, StoredObject> marks, Set<String> needed, Instant cutoff)
      throws IOException {
    for (var mark : marks.entrySet()) {
      if (mark.getValue().modifiedAt().isBefore(cutoff)) {
        store.delete(mark.getValue().key());
      } else {
        objects.readMark(mark.getKey()).ifPresent(manifest -> needed.addAll(manifest.packs()));
      }
    }
    for (StoredObject object : objects.packs()) {
      if (!needed.contains(SnapshotObjects.nameOf(object))
          && object.modifiedAt().isBefore(cutoff)) {
        store.delete(object.key());
      }
    }
  }

  /**
   * Continues the deletion of the trees of targets without workflows. Their packs are left to a later call: a node that
   * stores a tree meanwhile makes those that it needs young.
   *
   * @param used supplies the folders of the targets of workflows
   * @return the number of targets of which something was deleted
   */
  int deleteAbandoned(Supplier<Set<Path>> used) throws IOException {
    var byFolder = new HashMap<String, List<StoredObject>>();
    for (StoredObject object : store.list(SnapshotObjects.ROOT)) {
      int end = object.key().indexOf('/', SnapshotObjects.ROOT.length()) + 1;
      byFolder.computeIfAbsent(object.key().substring(0, end), _ -> new ArrayList<>()).add(object);
    }
    Instant cutoff = cutoff();
    byFolder
        .values()
        .removeIf(
            found -> !found.stream().allMatch(object -> object.modifiedAt().isBefore(cutoff)));
    byFolder.keySet().removeAll(keysOf(used.get()));
    int deleted = 0;
    for (var folder : byFolder.entrySet()) {
      // A workflow that was submitted meanwhile is found now.
      if (!keysOf(used.get()).contains(folder.getKey())
          && deleteAbandoned(new SnapshotObjects(store, folder.getKey()), folder.getValue())) {
        deleted++;
      }
    }
    return deleted;
  }

  private static Set<String> keysOf(Set<Path> folders) {
    return folders.stream().map(SnapshotObjects::folderOf).collect(Collectors.toSet());
  }

  /** Marks a target without workflows, or deletes its trees if nothing was stored since, or else what remains of it. */
  private boolean deleteAbandoned(SnapshotObjects objects, List<StoredObject> found)
      throws IOException {
    String markKey = objects.markKey(WHOLE_TARGET);
    Instant stored =
        found.stream()
            .filter(object -> !object.key().equals(markKey))
            .map(StoredObject::modifiedAt)
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    if (found.stream()
        .noneMatch(
            object -> object.key().equals(markKey) && !object.modifiedAt().isBefore(stored))) {
      objects.writeMark(new Manifest(WHOLE_TARGET, List.of()));
      return false;
    }
    List<StoredObject> trees =
        found.stream().filter(object -> object.key().startsWith(objects.manifestFolder())).toList();
    for (StoredObject object : trees.isEmpty() ? found : trees) {
      store.delete(object.key());
      onDeletion.accept(object.key());
    }
    return true;
  }
}
