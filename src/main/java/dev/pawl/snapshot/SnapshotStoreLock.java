package dev.pawl.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock on the snapshots of a target, shared by workflows that start to use them and exclusive for their deletion. It
 * applies on this node and, by a file lock, on all nodes that share the folder.
 */
public final class SnapshotStoreLock {

  private static final Duration FILE_LOCK_TIMEOUT = Duration.ofSeconds(30);
  private static final Map<Path, SnapshotStoreLock> LOCKS = new ConcurrentHashMap<>();

  private final Path file;
  private @Nullable FileChannel channel;
  private int sharedCount;
  private boolean exclusive;

  private SnapshotStoreLock(Path file) {
    this.file = file;
  }

  /** Returns the lock of the folder of a target. */
  public static SnapshotStoreLock of(Path folder) {
    return LOCKS.computeIfAbsent(
        folder.resolve("snapshots.lock").toAbsolutePath(), SnapshotStoreLock::new);
  }

  /** A held lock; closing releases it. */
  public interface Handle extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Acquires the shared lock; waits while snapshots are being deleted. */
  public synchronized Handle acquireShared() throws IOException {
    try {
      while (exclusive) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(
          "interrupted while waiting for the deletion of snapshots of the target", e);
    }
    if (sharedCount == 0) {
      boolean acquired = false;
      try {
        awaitFileLock(openChannel());
        acquired = true;
      } finally {
        if (!acquired) {
          closeChannel();
        }
      }
    }
    sharedCount++;
    return this::releaseShared;
  }

  /** Waits for a deletion on another node, but not for a node that does not run. */
  private static void awaitFileLock(FileChannel channel) throws IOException {
    try {
      if (!TimedFileLock.tryAcquire(channel, true, FILE_LOCK_TIMEOUT)) {
        throw new IOException(
            "another node has been deleting snapshots of the target for over %d s"
                .formatted(FILE_LOCK_TIMEOUT.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(
          "interrupted while waiting for the deletion of snapshots of the target", e);
    }
  }

  private synchronized void releaseShared() throws IOException {
    sharedCount--;
    if (sharedCount == 0) {
      closeChannel();
    }
  }

  /** Tries to acquire the exclusive lock; returns empty if any node uses or deletes snapshots. */
  synchronized Optional<Handle> tryAcquireExclusive() throws IOException {
    if (exclusive || sharedCount > 0) {
      return Optional.empty();
    }
    try {
      exclusive = openChannel().tryLock() != null;
    } finally {
      if (!exclusive) {
        closeChannel();
      }
    }
    if (!exclusive) {
      return Optional.empty();
    }
    return Optional.of(this::releaseExclusive);
  }

  private synchronized void releaseExclusive() throws IOException {
    exclusive = false;
    notifyAll();
    closeChannel();
  }

  private FileChannel openChannel() throws IOException {
    Files.createDirectories(file.getParent());
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return channel;
  }

  private void closeChannel() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
