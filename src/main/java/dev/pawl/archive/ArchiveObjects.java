package dev.pawl.archive;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.ObjectStore.StoredObject;
import dev.pawl.objectstore.SharedDownloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps uploaded archives in the object store, if there is one, so that each node can extract those that other nodes
 * received. An archive exists once its metadata does, which is written last and deleted first. Its content is deleted hours
 * later: a back-up of the database may contain a workflow that used the archive when the back-up began.
 */
@Component
class ArchiveObjects {

  private static final String FOLDER = "archives/";
  private static final String UPLOAD = "/upload";
  private static final String METADATA = "/about.json";

  /** The metadata of a deleted archive; sorted after the other, so that a copy in the order of keys has one of them. */
  private static final String DELETED_METADATA = "/deleted.json";

  /** The time for which the content of a deleted archive is kept: longer than the copy of the store for a back-up takes. */
  private static final Duration DELETION_DELAY = Duration.ofHours(3);

  private final Optional<ObjectStore> objects;
  private final Optional<SharedDownloads> downloads;

  /** The metadata of archives by key, which never change. */
  private final Map<String, Archive> known = new ConcurrentHashMap<>();

  ArchiveObjects(Optional<ObjectStore> objects) {
    this.objects = objects;
    this.downloads = objects.map(SharedDownloads::new);
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
    return read(key(id));
  }

  private Optional<Archive> read(String key) throws IOException {
    return store().get(key).map(json -> JsonMapper.shared().readValue(json, Archive.class));
  }

  /** Returns an archive whose content exists, even if it was deleted: a workflow of a back-up may still use it. */
  Optional<Archive> findContent(String id) throws IOException {
    Optional<Archive> archive = find(id);
    return archive.isPresent() ? archive : read(FOLDER + id + DELETED_METADATA);
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

  /** Runs a download of an archive, or waits for one that runs. */
  void shareDownload(String id, SharedDownloads.Task task) throws IOException {
    downloads.orElseThrow().run(FOLDER + id + UPLOAD, task);
  }

  /** Writes the content of an archive to a file, and returns whether it exists. */
  boolean download(String id, Path file) throws IOException {
    return store().download(FOLDER + id + UPLOAD, file);
  }

  /** Deletes an archive; its content is left to {@link #deleteContents}. */
  void delete(String id) throws IOException {
    if (!isEnabled()) {
      return;
    }
    Optional<byte[]> metadata = store().get(key(id));
    if (metadata.isPresent()) {
      store().put(FOLDER + id + DELETED_METADATA, metadata.get());
      store().delete(key(id));
    } else if (!store().exists(FOLDER + id + DELETED_METADATA)) {
      store().delete(FOLDER + id + UPLOAD);
    }
  }

  /**
   * Deletes the contents of archives that were deleted hours ago, and those whose metadata was not written.
   *
   * @param incomplete the time before which contents without metadata were written that are deleted
   */
  void deleteContents(Instant now, Instant incomplete) throws IOException {
    List<StoredObject> all = store().list(FOLDER);
    Set<String> complete = idsOf(all, METADATA);
    Set<String> deleted = idsOf(all, DELETED_METADATA);
    Instant before = now.minus(DELETION_DELAY);
    Set<String> expired =
        all.stream()
            .filter(object -> object.key().endsWith(DELETED_METADATA))
            .filter(object -> object.modifiedAt().isBefore(before))
            .map(ArchiveObjects::idOf)
            .collect(Collectors.toSet());
    // From the last key to the first: the metadata of a deleted archive is found until its content
    // is deleted.
    for (StoredObject object : all.reversed()) {
      String id = idOf(object);
      if (!complete.contains(id)
          && (deleted.contains(id)
              ? expired.contains(id)
              : object.modifiedAt().isBefore(incomplete))) {
        store().delete(object.key());
      }
    }
  }

  private static Set<String> idsOf(List<StoredObject> objects, String name) {
    return objects.stream()
        .filter(object -> object.key().endsWith(name))
        .map(ArchiveObjects::idOf)
        .collect(Collectors.toSet());
  }
}
