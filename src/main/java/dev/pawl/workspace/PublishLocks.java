package dev.pawl.workspace;

import dev.pawl.snapshot.TimedFileLock;
import dev.pawl.target.Target;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serializes the changes of each target on this node and, by a file lock, on all nodes that share the folder. */
final class PublishLocks {

  private static final Logger log = LoggerFactory.getLogger(PublishLocks.class);

  /**
   * The time to wait for a process that still holds the file lock. It has lost its claim and stops before its next file;
   * only one that does not run, such as a stopped one, takes longer.
   */
  private static final Duration FILE_LOCK_TIMEOUT = Duration.ofSeconds(3);

  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** A held lock; closing releases it. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Returns the lock of a target on this node. */
  ReentrantLock of(Target target) {
    return locks.computeIfAbsent(target.name(), name -> new ReentrantLock());
  }

  /** Acquires the lock of a target, without waiting for a process that does not run. */
  Held acquire(Target target, Path file) throws IOException, InterruptedException {
    ReentrantLock lock = of(target);
    lock.lockInterruptibly();
    boolean acquired = false;
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        awaitFileLock(target, channel);
        acquired = true;
      } finally {
        if (!acquired) {
          channel.close();
        }
      }
      return () -> {
        try {
          channel.close();
        } finally {
          lock.unlock();
        }
      };
    } finally {
      if (!acquired) {
        lock.unlock();
      }
    }
  }

  private static void awaitFileLock(Target target, FileChannel channel)
      throws IOException, InterruptedException {
    if (!TimedFileLock.tryAcquire(channel, false, FILE_LOCK_TIMEOUT)) {
      log.warn("Publish lock of a process that does not run is ignored: target {}", target.name());
    }
  }
}
