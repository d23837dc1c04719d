package dev.pawl.snapshot;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The objects of the snapshots of one target: packs, a manifest for each tree, and a mark for each tree that is being
 * deleted.
 *
 * @param folder the beginning of their keys, with a slash at its end
 */
record SnapshotObjects(ObjectStore store, String folder) {

  /** The folder of the objects of all targets. */
  static final String ROOT = "snapshots/";

  /**
   * The packs that contain all objects of a tree.
   *
   * @param packs the names of the packs, oldest first
   */
  record Manifest(String tree, List<String> packs) {}

  /** Returns the objects of the target whose data is in a folder. */
  static SnapshotObjects of(ObjectStore store, Path folder) {
    return new SnapshotObjects(store, folderOf(folder));
  }

  /** Returns the beginning of the keys of a target. */
  static String folderOf(Path folder) {
    return ROOT + folder.getFileName() + "/";
  }

  /** Returns the beginning of the keys of manifests. */
  String manifestFolder() {
    return folder + "trees/";
  }

  String manifestKey(String tree) {
    return manifestFolder() + tree + ".json";
  }

  String markKey(String tree) {
    return folder + "deleted/" + tree + ".json";
  }

  String packKey(String pack) {
    return folder + "packs/" + pack + ".pack";
  }

  List<StoredObject> manifests() throws IOException {
    return store.list(manifestFolder());
  }

  List<StoredObject> marks() throws IOException {
    return store.list(folder + "deleted/");
  }

  List<StoredObject> packs() throws IOException {
    return store.list(folder + "packs/");
  }

  /** Returns the name of a tree or pack from the key of its object. */
  static String nameOf(StoredObject object) {
    String name = object.key().substring(object.key().lastIndexOf('/') + 1);
    int end = name.lastIndexOf('.');
    return end < 0 ? name : name.substring(0, end);
  }

  Optional<Manifest> readManifest(String tree) throws IOException {
    return read(manifestKey(tree));
  }

  Optional<Manifest> readMark(String tree) throws IOException {
    return read(markKey(tree));
  }

  private Optional<Manifest> read(String key) throws IOException {
    Optional<byte[]> json = store.get(key);
    try {
      return json.map(bytes -> JsonMapper.shared().readValue(bytes, Manifest.class));
    } catch (JacksonException e) {
      throw new IOException("the object %s is no list of packs".formatted(key), e);
    }
  }

  void writeManifest(Manifest manifest) throws IOException {
    store.put(manifestKey(manifest.tree()), JsonMapper.shared().writeValueAsBytes(manifest));
  }

  /** Writes the mark of a tree, which keeps its packs. */
  void writeMark(Manifest manifest) throws IOException {
    store.put(markKey(manifest.tree()), JsonMapper.shared().writeValueAsBytes(manifest));
  }
}
