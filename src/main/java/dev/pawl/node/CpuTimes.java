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
 * Cumulative CPU times of the machine, in nanoseconds, summed over all CPUs.
 *
 * @param own the time of this process and its descendants
 * @param processes the time of all processes of the machine
 * @param idle the idle time
 * @param total the total time
 */
record CpuTimes(long own, long processes, long idle, long total) {

  /** The first line has the sums over all CPUs in 1/100 s, see {@code proc_stat(5)}. */
  private static final Path STAT = Path.of("/proc/stat");

  private static final Path OWN_STAT = Path.of("/proc/self/stat");

  private static final long TICK = Duration.ofMillis(10).toNanos();

  /** Reads the current times. Where {@code /proc/stat} is missing, all but the own time counts as idle. */
  static CpuTimes readCurrent() {
    long own = readOwnTime();
    try (var lines = Files.lines(STAT, StandardCharsets.US_ASCII)) {
      return parse(own, lines.findFirst().orElse(""));
    } catch (IOException | RuntimeException e) {
      long now = System.nanoTime();
      return new CpuTimes(own, own, now, now);
    }
  }

  /** Parses a line with user, nice, system, idle, iowait, irq, softirq and steal. */
  static CpuTimes parse(long own, String line) {
    long[] ticks =
        Arrays.stream(line.split(" +")).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
    long idle = ticks[3] + ticks[4];
    long total = Arrays.stream(ticks).sum();
    return new CpuTimes(own, (total - idle - ticks[7]) * TICK, idle * TICK, total * TICK);
  }

  /** Reads the time of this process and of its descendants, including those that have ended. */
  static long readOwnTime() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long descendants =
        ProcessHandle.current()
            .descendants()
            .mapToLong(
                process -> process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
            .sum();
    return system.getProcessCpuTime() + descendants + readEndedDescendants();
  }

  /** Reads the time of the descendants that have ended, see {@code proc_pid_stat(5)}; 0 where the file is missing. */
  private static long readEndedDescendants() {
    try {
      String line = Files.readString(OWN_STAT, StandardCharsets.UTF_8);
      // The name of the program, in parentheses, may contain spaces.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * TICK;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
