package dev.pawl.node;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Measures the resource usage of this machine or container. */
@Component
class ResourceMonitor {

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private static final Duration MAX_AGE = Duration.ofMillis(100);
  private static final Duration MIN_CPU_WINDOW = Duration.ofSeconds(1);

  private final Path folder;
  private @Nullable ResourceUsage last;
  private double externalCpuPercent;
  private long ownCpuTime = CpuTimes.readOwnTime();
  private long cpuMeasuredAt = System.nanoTime();
  private long measuredAt;

  ResourceMonitor(@Value("${pawl.workspace.folder:.pawl}") Path folder) {
    this.folder = folder;
  }

  /** Returns a measurement that is at most {@link #MAX_AGE} old, because hundreds of steps per second may ask. */
  synchronized ResourceUsage read() {
    long now = System.nanoTime();
    if (last == null || now - measuredAt > MAX_AGE.toNanos()) {
      last = measure();
      measuredAt = now;
    }
    return last;
  }

  private ResourceUsage measure() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long freeBytes = 0;
    double diskPercent = 100;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      FileStore store = Files.getFileStore(folder);
      freeBytes = store.getUsableSpace();
      diskPercent = percent(store.getTotalSpace() - freeBytes, store.getTotalSpace());
    } catch (IOException e) {
      // A disk that cannot be measured counts as full.
    }
    return new ResourceUsage(
        externalCpuPercent(system), memoryPercent(system), diskPercent, freeBytes);
  }

  /**
   * Returns the CPU use by others. Programs that this node runs are not others: their steps would wait for each other.
   * The average over a minimum time does not react to short bursts.
   */
  private double externalCpuPercent(OperatingSystemMXBean system) {
    long now = System.nanoTime();
    long elapsed = now - cpuMeasuredAt;
    if (elapsed >= MIN_CPU_WINDOW.toNanos()) {
      long own = CpuTimes.readOwnTime();
      double ownShare = (double) (own - ownCpuTime) / elapsed / system.getAvailableProcessors();
      externalCpuPercent = Math.clamp(system.getCpuLoad() - ownShare, 0, 1) * 100;
      ownCpuTime = own;
      cpuMeasuredAt = now;
    }
    return externalCpuPercent;
  }

  /** Returns the memory in use, in percent. Reclaimable memory counts as free. A container limit takes precedence. */
  private static double memoryPercent(OperatingSystemMXBean system) {
    long total = system.getTotalMemorySize();
    long machineTotal = 0;
    long available = system.getFreeMemorySize();
    try {
      Map<String, Long> meminfo = new HashMap<>();
      for (String line : Files.readAllLines(MEMINFO, StandardCharsets.US_ASCII)) {
        String[] parts = line.split("[:\\s]+");
        meminfo.put(parts[0], Long.parseLong(parts[1]) * 1024);
      }
      machineTotal = meminfo.getOrDefault("MemTotal", 0L);
      available =
          total < machineTotal ? available : meminfo.getOrDefault("MemAvailable", available);
    } catch (IOException | NumberFormatException e) {
      // Not Linux: the values of the platform bean are used.
    }
    return percent(total - available, total);
  }

  private static double percent(long part, long total) {
    return total <= 0 ? 0 : Math.clamp(part * 100.0 / total, 0, 100);
  }
}
