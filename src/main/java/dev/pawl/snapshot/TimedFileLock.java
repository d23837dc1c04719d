package dev.pawl.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Acquires a file lock without waiting forever for a process that holds it but does not run. */
public final class TimedFileLock {

  private TimedFileLock() {}

  /**
   * Waits for the lock of a whole file, which is released when the channel is closed. After a timeout, the channel must be
   * closed.
   *
   * @return whether the lock was acquired in time
   */
  public static boolean tryAcquire(FileChannel channel, boolean shared, Duration timeout)
      throws IOException, InterruptedException {
    if (channel.tryLock(0, Long.MAX_VALUE, shared) != null) {
      return true;
    }
    var acquisition = new FutureTask<>(() -> channel.lock(0, Long.MAX_VALUE, shared));
    Thread.ofVirtual().name("file-lock").start(acquisition);
    try {
      acquisition.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException("a file could not be locked: " + e.getCause(), e.getCause());
    } finally {
      acquisition.cancel(true);
    }
  }
}
