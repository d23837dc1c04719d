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
class Monitor {

  private static final Path MEMORY = Path.of("/proc/meminfo");

  private static final Duration MOMENT = Duration.ofMillis(100);

  private final Path folder;
  private @Nullable Reading last;
  private long read;

  Monitor(@Value("${pawl.workspace.folder:.pawl}") Path folder) {
    this.folder = folder;
  }

  /** Returns a measurement that is at most {@link #MOMENT} old, because hundreds of steps per second may ask. */
  synchronized Reading read() {
    long now = System.nanoTime();
    if (last == null || now - read > MOMENT.toNanos()) {
      last = measure();
      read = now;
    }
    return last;
  }

  private Reading measure() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double others = Math.max(0, system.getCpuLoad()) - Math.max(0, system.getProcessCpuLoad());
    long free = 0;
    double disk = 100;
    try {
      FileStore store = Files.getFileStore(Files.createDirectories(folder));
      free = store.getUsableSpace();
      disk = percent(store.getTotalSpace() - free, store.getTotalSpace());
    } catch (IOException unreadable) {
      // A disk that cannot be measured counts as full.
    }
    return new Reading(Math.max(0, others) * 100, memory(system), disk, free);
  }

  /** Returns the memory in use, in percent. Reclaimable memory counts as free. A container limit takes precedence. */
  private static double memory(OperatingSystemMXBean system) {
    long total = system.getTotalMemorySize();
    long machine = 0;
    long available = system.getFreeMemorySize();
    try {
      Map<String, Long> known = new HashMap<>();
      for (String line : Files.readAllLines(MEMORY, StandardCharsets.US_ASCII)) {
        String[] parts = line.split("[:\\s]+");
        known.put(parts[0], Long.parseLong(parts[1]) * 1024);
      }
      machine = known.getOrDefault("MemTotal", 0L);
      available = total < machine ? available : known.getOrDefault("MemAvailable", available);
    } catch (IOException | NumberFormatException notThere) {
      // Not Linux: the values of the platform bean are used.
    }
    return percent(total - available, total);
  }

  private static double percent(long part, long whole) {
    return whole <= 0 ? 0 : Math.clamp(part * 100.0 / whole, 0, 100);
  }
}
