package dev.pawl.workspace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock on the snapshots of a target, shared by workflows that start to use them and exclusive for their deletion. It
 * applies on this node and, by a file lock, on all nodes that share the folder.
 */
final class StoreLock {

  private static final Map<Path, StoreLock> ALL = new ConcurrentHashMap<>();

  private final Path file;
  private @Nullable FileChannel channel;
  private int users;
  private boolean pruning;

  private StoreLock(Path file) {
    this.file = file;
  }

  /** Returns the lock of the folder of a target. */
  static StoreLock of(Path folder) {
    return ALL.computeIfAbsent(folder.resolve("snapshots.lock").toAbsolutePath(), StoreLock::new);
  }

  /** A held lock; closing releases it. */
  interface Held extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Acquires the shared lock; waits while snapshots are being deleted. */
  synchronized Held use() throws IOException {
    try {
      while (pruning) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(
          "interrupted while waiting for the deletion of snapshots of the target", e);
    }
    if (users == 0) {
      try {
        open().lock(0, Long.MAX_VALUE, true);
      } catch (IOException e) {
        close();
        throw e;
      }
    }
    users++;
    return this::leave;
  }

  private synchronized void leave() throws IOException {
    users--;
    if (users == 0) {
      close();
    }
  }

  /** Tries to acquire the exclusive lock; returns empty if any node uses or deletes snapshots. */
  synchronized Optional<Held> prune() throws IOException {
    if (pruning || users > 0) {
      return Optional.empty();
    }
    if (open().tryLock() == null) {
      close();
      return Optional.empty();
    }
    pruning = true;
    return Optional.of(this::pruned);
  }

  private synchronized void pruned() throws IOException {
    pruning = false;
    notifyAll();
    close();
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(file.getParent());
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return channel;
  }

  private void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
