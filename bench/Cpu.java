import java.nio.file.Files;
import java.nio.file.Path;

/** What processes have used, as Linux counts it. */
class Cpu {

  private static final double MS_A_TICK = 10;

  /** Of one process, in milliseconds. */
  static double of(long pid) throws Exception {
    String[] fields = fields(pid);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MS_A_TICK;
  }

  /** Of the parent of a process and all its children, also of those that have ended. */
  static double ofTree(long child) throws Exception {
    long parent = Long.parseLong(fields(child)[1]);
    String[] all = fields(parent);
    double sum = 0;
    for (int field = 11; field <= 14; field++) {
      sum += Long.parseLong(all[field]) * MS_A_TICK;
    }
    return sum
        + ProcessHandle.of(parent).orElseThrow().children()
            .mapToDouble(one -> {
              try {
                return of(one.pid());
              } catch (Exception e) {
                return 0;
              }
            })
            .sum();
  }

  /** Resident memory of a process, in MB. */
  static long memory(long pid) throws Exception {
    return memory(pid, "VmRSS:");
  }

  /** The most memory that a process has had, in MB. */
  static long mostMemory(long pid) throws Exception {
    return memory(pid, "VmHWM:");
  }

  private static long memory(long pid, String what) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "status"))) {
      if (line.startsWith(what)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException("no process " + pid);
  }

  private static String[] fields(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }
}
