package dev.pawl.workspace;

import dev.pawl.objectstore.ObjectStore;
import jakarta.annotation.PreDestroy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Copies the files of logs to the object store while they grow, so that they can be followed through any node. The parts
 * of a log are objects that are numbered from 0 and never change.
 */
@Component
class StepLogObjects {

  private static final Logger log = LoggerFactory.getLogger(StepLogObjects.class);
  private static final Duration FIRST_INTERVAL = Duration.ofSeconds(2);
  private static final Duration LATER_INTERVAL = Duration.ofSeconds(30);

  /** The number of parts after which the parts become larger, so that a long log has few of them. */
  private static final int FIRST_PARTS = 10;

  private final Optional<ObjectStore> objects;
  private final Map<Path, GrowingLog> growing = new ConcurrentHashMap<>();

  StepLogObjects(Optional<ObjectStore> objects) {
    this.objects = objects;
  }

  /** A log of this node, and how much of it has been copied. */
  private static final class GrowingLog {

    private final String key;
    private volatile boolean complete;
    private long copiedBytes;
    private int parts;
    private long copiedAt = System.nanoTime();

    GrowingLog(String key) {
      this.key = key;
    }

    boolean isDue() {
      Duration interval = parts < FIRST_PARTS ? FIRST_INTERVAL : LATER_INTERVAL;
      return complete || System.nanoTime() - copiedAt >= interval.toNanos();
    }
  }

  /** Starts to copy a log, which has just become a file. */
  void add(Path file) {
    if (objects.isPresent()) {
      growing.put(file, new GrowingLog(key(file)));
    }
  }

  /** Copies the rest of a log that does not grow any more, soon. */
  void complete(Path file) {
    GrowingLog copy = growing.get(file);
    if (copy != null) {
      copy.complete = true;
    }
  }

  /** Returns the key of a log, which ends like the path of its file: {@code WORKFLOW/logs/STEP.ATTEMPT.log}. */
  private static String key(Path file) {
    int names = file.getNameCount();
    return "logs/%s/%s/".formatted(file.getName(names - 3), file.getFileName());
  }

  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
  void copyGrowingLogs() {
    growing.forEach((file, copy) -> {
      if (copy.isDue()) {
        copy(file, copy);
      }
    });
  }

  /** Copies what has not been copied yet before the node stops. */
  @PreDestroy
  void copyAll() {
    growing.forEach(this::copy);
  }

  private void copy(Path file, GrowingLog copy) {
    // Nothing is appended any more once it is complete, so that this is read first.
    boolean complete = copy.complete;
    try {
      byte[] part = read(file, copy.copiedBytes);
      if (part.length > 0) {
        objects.orElseThrow().put(copy.key + "%06d".formatted(copy.parts), part);
        copy.copiedBytes += part.length;
        copy.parts++;
      }
      copy.copiedAt = System.nanoTime();
      if (complete) {
        growing.remove(file);
      }
    } catch (NoSuchFileException deleted) {
      growing.remove(file);
    } catch (IOException e) {
      log.warn(
          "Log could not be copied to the object store, is copied later: {}: {}",
          file,
          e.getMessage());
    }
  }

  private static byte[] read(Path file, long offset) throws IOException {
    try (var channel = FileChannel.open(file)) {
      return Channels.newInputStream(channel.position(offset)).readAllBytes();
    }
  }

  /** Returns the part of a log that has been copied; empty if there is none, or no object store. */
  Optional<byte[]> find(Path file) throws IOException {
    if (objects.isEmpty()) {
      return Optional.empty();
    }
    var content = new ByteArrayOutputStream();
    Optional<byte[]> part = Optional.empty();
    for (int number = 0; number == 0 || part.isPresent(); number++) {
      part = objects.get().get(key(file) + "%06d".formatted(number));
      part.ifPresent(content::writeBytes);
    }
    return content.size() == 0 ? Optional.empty() : Optional.of(content.toByteArray());
  }

  /** Deletes the copies of all logs of a workflow. */
  void deleteAll(String workflow) throws IOException {
    if (objects.isPresent()) {
      for (ObjectStore.StoredObject object : objects.get().list("logs/" + workflow + "/")) {
        objects.get().delete(object.key());
      }
    }
  }
}
