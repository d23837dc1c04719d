package dev.pawl.node;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * What the processors have done so far, in nanoseconds of one of them.
 *
 * @param own time of this process and what it has started
 * @param processes time of all processes of the machine
 * @param idle time in which nobody wanted a processor
 * @param all the time that there was
 */
record Times(long own, long processes, long idle, long all) {

  /** See {@code proc_stat(5)}: its first line, in hundredths of a second. */
  private static final Path STAT = Path.of("/proc/stat");

  private static final long TICK = Duration.ofMillis(10).toNanos();

  /** As they are now; where the machine tells nothing, only the own ones are known, and the rest is idle. */
  static Times now() {
    long own = ownTime();
    try (var lines = Files.lines(STAT, StandardCharsets.US_ASCII)) {
      return of(own, lines.findFirst().orElse(""));
    } catch (IOException | RuntimeException notThere) {
      long now = System.nanoTime();
      return new Times(own, own, now, now);
    }
  }

  /** From a line of user, nice, system, idle, waiting for disks, interrupts, soft interrupts, and what other machines took. */
  static Times of(long own, String line) {
    long[] ticks =
        Arrays.stream(line.split(" +")).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
    long idle = ticks[3] + ticks[4];
    long all = Arrays.stream(ticks).sum();
    return new Times(own, (all - idle - ticks[7]) * TICK, idle * TICK, all * TICK);
  }

  private static long ownTime() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long started =
        ProcessHandle.current()
            .descendants()
            .mapToLong(one -> one.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
            .sum();
    return system.getProcessCpuTime() + started;
  }
}
