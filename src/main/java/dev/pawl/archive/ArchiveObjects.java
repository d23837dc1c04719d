package dev.pawl.archive;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps uploaded archives in the object store, if there is one, so that each node can extract those that other nodes
 * received. An archive exists once its metadata does, which is written last and deleted first.
 */
@Component
class ArchiveObjects {

  private static final String FOLDER = "archives/";
  private static final String UPLOAD = "/upload";
  private static final String METADATA = "/about.json";

  private final Optional<ObjectStore> objects;

  /** The metadata of archives by key, which never change. */
  private final Map<String, Archive> known = new ConcurrentHashMap<>();

  ArchiveObjects(Optional<ObjectStore> objects) {
    this.objects = objects;
  }

  /** Returns whether there is an object store, which then decides which archives exist. */
  boolean isEnabled() {
    return objects.isPresent();
  }

  private ObjectStore store() {
    return objects.orElseThrow();
  }

  /** Writes the content of an archive, which does not exist before its metadata is written. */
  void putUpload(String id, Path upload) throws IOException {
    if (isEnabled()) {
      store().put(FOLDER + id + UPLOAD, upload);
    }
  }

  void putMetadata(Archive archive) throws IOException {
    if (isEnabled()) {
      store().put(key(archive.archiveId()), JsonMapper.shared().writeValueAsBytes(archive));
    }
  }

  private static String key(String id) {
    return FOLDER + id + METADATA;
  }

  Optional<Archive> find(String id) throws IOException {
    return store().get(key(id)).map(json -> JsonMapper.shared().readValue(json, Archive.class));
  }

  List<Archive> list() throws IOException {
    var archives = new ArrayList<Archive>();
    var keys = new HashSet<String>();
    for (StoredObject object : store().list(FOLDER)) {
      if (object.key().endsWith(METADATA) && keys.add(object.key())) {
        Archive archive = known.get(object.key());
        if (archive == null) {
          archive = find(idOf(object)).orElse(null);
        }
        // It may have been deleted since it was listed.
        if (archive != null) {
          known.put(object.key(), archive);
          archives.add(archive);
        }
      }
    }
    known.keySet().retainAll(keys);
    return archives;
  }

  private static String idOf(StoredObject object) {
    return object.key().substring(FOLDER.length(), object.key().lastIndexOf('/'));
  }

  /** Writes the content of an archive to a file, and returns whether it exists. */
  boolean download(String id, Path file) throws IOException {
    return store().download(FOLDER + id + UPLOAD, file);
  }

  void delete(String id) throws IOException {
    if (isEnabled()) {
      store().delete(key(id));
      store().delete(FOLDER + id + UPLOAD);
    }
  }

  /** Deletes the contents that were written before a time, and whose metadata was not. */
  void deleteIncomplete(Instant before) throws IOException {
    List<StoredObject> all = store().list(FOLDER);
    Set<String> complete = new HashSet<>();
    all.stream()
        .filter(object -> object.key().endsWith(METADATA))
        .forEach(object -> complete.add(idOf(object)));
    for (StoredObject object : all) {
      if (!complete.contains(idOf(object)) && object.modifiedAt().isBefore(before)) {
        store().delete(object.key());
      }
    }
  }
}
