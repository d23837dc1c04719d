package dev.pawl.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Reports whether the disks of the data folder and of the embedded database have enough free space, and whether the data
 * folder can be written. They are measured in the background, so that a probe never waits for a disk that hangs. It
 * replaces the indicator of Spring Boot, which watches one disk only, and logs on each probe.
 */
@Component("diskSpaceHealthIndicator")
class DataFolderHealthIndicator implements HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(DataFolderHealthIndicator.class);

  /** The age of the last measurement from which the disk counts as hanging. */
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  private final Disk data;
  private final Disk database;

  /**
   * Creates the indicator.
   *
   * @param folder the data folder
   * @param minFree the free space below which the node is not ready and claims no workflows
   */
  DataFolderHealthIndicator(
      @Value("${pawl.workspace.folder:.pawl}") Path folder,
      @Value("${management.health.diskspace.threshold:100MB}") DataSize minFree,
      MeterRegistry registry) {
    data = new Disk("data", folder.toAbsolutePath().normalize(), minFree.toBytes());
    database = new Disk("database", data.path.resolve("postgres"), minFree.toBytes());
    List.of(data, database).forEach(disk -> disk.register(registry));
  }

  /** Measures the disks. The folder of the embedded database counts only while that database runs. */
  @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
  void measure() {
    data.measure(() -> writeCheckFile(data.path));
    if (Files.exists(database.path.resolve("postmaster.pid"))) {
      // PostgreSQL itself is checked by the heartbeats.
      database.measure(() -> {});
    }
  }

  /** Writes a block to the disk, which also detects a read-only file system, a quota, and a lack of inodes. */
  private static void writeCheckFile(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, ".write-check", "");
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4096));
      channel.force(true);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    for (Disk disk : List.of(data, database)) {
      String problem = disk.problem();
      if (problem != null) {
        health.down();
      }
      health.withDetail(disk.name, problem == null ? "usable" : problem);
    }
    return health.build();
  }

  /** Returns whether no disk has a problem; measures them if that was not done yet. */
  boolean isUsable() {
    if (!data.isMeasured()) {
      measure();
    }
    return data.problem() == null && database.problem() == null;
  }

  private interface WriteCheck {
    void run() throws IOException;
  }

  /** The disk of a folder, and its last measurement. */
  private static final class Disk {

    private final String name;
    private final Path path;
    private final long minFree;
    private volatile double free = Double.NaN;
    private volatile double total = Double.NaN;
    private volatile long measuredAt;
    private volatile @Nullable String fault;

    Disk(String name, Path path, long minFree) {
      this.name = name;
      this.path = path;
      this.minFree = minFree;
    }

    void register(MeterRegistry registry) {
      Gauge.builder("pawl.disk.free", this, disk -> disk.free)
          .description("Free bytes on the disk of a folder of this node")
          .baseUnit("bytes")
          .tag("folder", name)
          .register(registry);
      Gauge.builder("pawl.disk.total", this, disk -> disk.total)
          .description("Size in bytes of the disk of a folder of this node")
          .baseUnit("bytes")
          .tag("folder", name)
          .register(registry);
      Gauge.builder("pawl.disk.usable", this, Disk::usable)
          .description(
              "1 while a folder of this node can be written and has the required free space, else"
                  + " 0")
          .tag("folder", name)
          .register(registry);
    }

    boolean isMeasured() {
      return !Double.isNaN(total) || fault != null;
    }

    private double usable() {
      if (!isMeasured()) {
        return Double.NaN;
      }
      return problem() == null ? 1 : 0;
    }

    void measure(WriteCheck check) {
      String before = fault;
      try {
        Files.createDirectories(path);
        FileStore store = Files.getFileStore(path);
        total = store.getTotalSpace();
        free = store.getUsableSpace();
        check.run();
        fault =
            free < minFree
                ? "%d MB free, %d MB required"
                    .formatted((long) free >> 20, DataSize.ofBytes(minFree).toMegabytes())
                : null;
      } catch (IOException e) {
        fault = String.valueOf(e.getMessage());
      }
      measuredAt = System.nanoTime();
      if (before == null && fault != null) {
        log.error(
            "Disk not usable: {} folder {}: {}; the node is not ready, and claims no workflows",
            name,
            path,
            fault);
      } else if (before != null && fault == null) {
        log.info("Disk usable again: {} folder {}, {} MB free", name, path, (long) free >> 20);
      }
    }

    /** Returns why the disk cannot be used; null if it can, or was not measured yet. */
    @Nullable String problem() {
      if (Double.isNaN(total)) {
        return fault;
      }
      Duration age = Duration.ofNanos(System.nanoTime() - measuredAt);
      return age.compareTo(MAX_AGE) > 0 ? "no response for %d s".formatted(age.toSeconds()) : fault;
    }
  }
}
