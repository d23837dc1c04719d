import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time and memory of processes, as reported by {@code /proc} on Linux. */
class ProcessUsage {

  private static final double MILLIS_PER_TICK = 10;

  /** Returns the CPU time of a process in milliseconds. */
  static double cpuMillis(long pid) throws Exception {
    String[] fields = statFields(pid);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
  }

  /** Returns the CPU time of a process's parent and all its children, including exited ones, in milliseconds. */
  static double treeCpuMillis(long childPid) throws Exception {
    long parent = Long.parseLong(statFields(childPid)[1]);
    String[] fields = statFields(parent);
    double sum = 0;
    for (int field = 11; field <= 14; field++) {
      sum += Long.parseLong(fields[field]) * MILLIS_PER_TICK;
    }
    return sum
        + ProcessHandle.of(parent)
            .orElseThrow()
            .children()
            .mapToDouble(child -> {
              try {
                return cpuMillis(child.pid());
              } catch (Exception e) {
                return 0;
              }
            })
            .sum();
  }

  /** Returns the resident memory of a process in MB. */
  static long residentMemory(long pid) throws Exception {
    return statusMegabytes(pid, "VmRSS:");
  }

  /** Returns the peak resident memory of a process in MB. */
  static long peakMemory(long pid) throws Exception {
    return statusMegabytes(pid, "VmHWM:");
  }

  private static long statusMegabytes(long pid, String key) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "status"))) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException("/proc/%d/status has no %s".formatted(pid, key));
  }

  private static String[] statFields(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }
}
