package dev.pawl.workspace;

import dev.pawl.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The place of the journal of a publication: a file below the folder that all nodes share, or else an object, so that any
 * node that reaches the target can complete or undo the publication of a node that is lost.
 *
 * @param file the file, which is only read if there is an object store
 * @param key the key of the object
 */
record StoredJournal(Path file, @Nullable ObjectStore objects, String key) {

  /** Returns the place of a journal in a file. */
  static StoredJournal inFile(Path file) {
    return new StoredJournal(file, null, "");
  }

  /** Returns the journal; empty if there is no interrupted publication. */
  Optional<PublishJournal> read() throws IOException {
    if (objects == null) {
      return PublishJournal.read(file);
    }
    Optional<byte[]> json = objects.get(key);
    if (json.isEmpty()) {
      // It may have been written before there was an object store.
      return PublishJournal.read(file);
    }
    try {
      return json.map(bytes -> JsonMapper.shared().readValue(bytes, PublishJournal.class));
    } catch (JacksonException e) {
      throw new IOException("the journal %s is damaged".formatted(key), e);
    }
  }

  /** Writes the journal durably. */
  void write(PublishJournal journal) throws IOException {
    if (objects == null) {
      journal.write(file);
    } else {
      objects.put(key, JsonMapper.shared().writeValueAsBytes(journal));
    }
  }

  /** Deletes the journal of a publication that is complete or undone. */
  void delete() throws IOException {
    if (objects == null) {
      Files.delete(file);
    } else {
      objects.delete(key);
      Files.deleteIfExists(file);
    }
  }

  boolean exists() throws IOException {
    return objects == null ? Files.exists(file) : read().isPresent();
  }
}
