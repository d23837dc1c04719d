package dev.pawl.objectstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads of this node that need the same content at the same time share one download: the first of them downloads it,
 * and the others wait. Nothing is remembered after its end. If it fails, it fails for all of them; but a thread continues
 * on its own if the first one was interrupted, or tries for less time than this thread would.
 */
public final class SharedDownloads {

  /** The time that a thread waits for progress at least, even if it would not repeat what fails. */
  private static final Duration MIN_WAIT = Duration.ofSeconds(1);

  private final ObjectStore objects;
  private final Map<String, Download> running = new ConcurrentHashMap<>();

  /** Creates downloads from a store. */
  public SharedDownloads(ObjectStore objects) {
    this.objects = objects;
  }

  /** Receives content from the object store and stores it on this node. */
  @FunctionalInterface
  public interface Task {

    /** Receives the content, unless this node has it: another download may have ended just before this one began. */
    void run(Progress progress) throws IOException;
  }

  /** Shows those who wait that a download makes progress. */
  public interface Progress {

    /** Begins to receive a file: it makes progress while the file grows. */
    void receive(Path file);

    /** Begins to store what was received, which needs no object store and always is progress. */
    void store();
  }

  /** A download by the thread that has created it. */
  private static final class Download implements Progress {

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Duration retryLimit;
    private volatile @Nullable Path file;
    private volatile boolean storing;

    Download(Duration retryLimit) {
      this.retryLimit = retryLimit;
    }

    @Override
    public void receive(Path newFile) {
      file = newFile;
      storing = false;
    }

    @Override
    public void store() {
      storing = true;
    }

    /** Returns what differs once there is progress. */
    Position position() {
      Path current = file;
      return new Position(current, current == null ? 0 : current.toFile().length());
    }
  }

  private record Position(@Nullable Path file, long bytes) {}

  /**
   * Runs a download, or waits for one that runs. It waits as long as there is progress, and without any for as long as the
   * current thread would repeat what fails: not for long while the client of an HTTP request waits.
   *
   * @param key identifies the content
   * @throws ObjectStoreException if the object store does not answer, or the thread is interrupted while it waits
   */
  public void run(String key, Task task) throws IOException {
    Duration limit = objects.retryLimit();
    boolean ended = false;
    while (!ended) {
      var own = new Download(limit);
      Download other = running.putIfAbsent(key, own);
      if (other == null) {
        runFirst(key, own, task);
        ended = true;
      } else {
        ended = await(key, other, limit);
      }
    }
  }

  private void runFirst(String key, Download own, Task task) throws IOException {
    boolean complete = false;
    IOException failure = null;
    try {
      task.run(own);
      complete = true;
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      running.remove(key, own);
      if (complete) {
        own.end.complete(null);
      } else if (failure != null && !Thread.currentThread().isInterrupted()) {
        own.end.completeExceptionally(failure);
      } else {
        // The interrupt, or an unexpected error, concerns this thread only.
        own.end.cancel(false);
      }
    }
  }

  /** Waits for the download of another thread, and returns whether it has ended; otherwise this thread has to run one. */
  private static boolean await(String key, Download other, Duration limit) throws IOException {
    Duration wait = limit.compareTo(MIN_WAIT) < 0 ? MIN_WAIT : limit;
    Position before = other.position();
    while (true) {
      try {
        other.end.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        Position now = other.position();
        if (!other.storing && now.equals(before)) {
          throw new ObjectStoreException(
              "%s, which another thread reads from the object store, has not arrived for %d s"
                  .formatted(key, wait.toSeconds()),
              e);
        }
        before = now;
      } catch (CancellationException e) {
        return false;
      } catch (ExecutionException e) {
        return hasFailed(e.getCause(), other.retryLimit.compareTo(limit) < 0);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ObjectStoreException(
            "interrupted while another thread reads %s from the object store".formatted(key), e);
      }
    }
  }

  /** Returns false if the failure of another thread is none of this one, because it would have tried for longer. */
  private static boolean hasFailed(@Nullable Throwable failure, boolean triesForLonger)
      throws IOException {
    if (!(failure instanceof ObjectStoreException unavailable)) {
      throw new IOException(failure == null ? null : failure.getMessage(), failure);
    }
    if (triesForLonger) {
      return false;
    }
    throw new ObjectStoreException(String.valueOf(unavailable.getMessage()), unavailable);
  }
}
