package dev.pawl.objectstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores objects by key, for all nodes. Each object is written completely or not at all. Operations are repeated while the
 * store fails for a time, and what is read is compared with the digest of what was written.
 */
public interface ObjectStore {

  /**
   * An object of a list.
   *
   * @param modifiedAt the time of its last write, by the clock of the store
   */
  record StoredObject(String key, long bytes, Instant modifiedAt) {}

  /** Writes an object, and replaces one that has the same key. */
  void put(String key, byte[] content) throws IOException;

  /** Writes the content of a file as an object, and replaces one that has the same key. */
  void put(String key, Path file) throws IOException;

  /** Returns the content of a small object; empty if there is none. */
  Optional<byte[]> get(String key) throws IOException;

  /** Writes the content of an object to a file, and returns whether there is one. */
  boolean download(String key, Path file) throws IOException;

  /** Returns whether there is an object. */
  boolean exists(String key) throws IOException;

  /** Returns the objects whose keys have a prefix, in the order of their keys. */
  List<StoredObject> list(String prefix) throws IOException;

  /** Deletes an object, if there is one. */
  void delete(String key) throws IOException;

  /** Returns for how long an operation of the current thread is repeated while the store fails. */
  Duration retryLimit();
}
