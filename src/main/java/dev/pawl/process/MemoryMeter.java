package dev.pawl.process;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Measures the memory of a piece of work in bytes: the peak resident memory of the programs that it runs, or, if it runs
 * none, the memory that its threads allocate. Threads that the work creates belong to it.
 */
public final class MemoryMeter {

  private static final InheritableThreadLocal<@Nullable MemoryMeter> CURRENT =
      new InheritableThreadLocal<>();

  private static final long FIRST_INTERVAL_MILLIS = 5;
  private static final long MAX_INTERVAL_MILLIS = 250;
  private static final int BYTES_PER_KIB = 1024;

  private final LongAdder allocatedBytes = new LongAdder();
  private final Map<Long, Long> residentByProgram = new HashMap<>();
  private long peakOfPrograms;

  /** Returns work whose thread, and the threads that it creates, are measured by this meter. */
  public <T> Callable<T> measuring(Callable<T> work) {
    return () -> {
      CURRENT.set(this);
      try {
        return countAllocations(work);
      } finally {
        CURRENT.remove();
      }
    };
  }

  /** Returns work for another thread, which belongs to the measured work of the current thread, if any. */
  public static <T> Callable<T> measuringCurrentWork(Callable<T> work) {
    MemoryMeter meter = CURRENT.get();
    return meter == null ? work : meter.measuring(work);
  }

  /** Performs a task of a thread that the measured work has created, and counts what the thread allocates. */
  public static <T> T countAllocations(Callable<T> task) throws Exception {
    MemoryMeter meter = CURRENT.get();
    if (meter == null) {
      return task.call();
    }
    long before = allocatedByThread();
    try {
      return task.call();
    } finally {
      meter.allocatedBytes.add(Math.max(0, allocatedByThread() - before));
    }
  }

  private static long allocatedByThread() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
        ? threads.getCurrentThreadAllocatedBytes()
        : 0;
  }

  /**
   * Returns the peak resident memory of the programs, with all their processes and those that run at the same time. If
   * no program has run, or the system does not provide the value, returns what the threads have allocated, which is an
   * upper bound of the memory that they held at any time.
   */
  public synchronized long peakBytes() {
    return peakOfPrograms > 0 ? peakOfPrograms : allocatedBytes.sum();
  }

  /** Waits for the exit of a program, and meanwhile measures it for the work of the current thread, if any. */
  static int awaitExit(Process program) throws InterruptedException {
    MemoryMeter meter = CURRENT.get();
    if (meter == null) {
      return program.waitFor();
    }
    long interval = FIRST_INTERVAL_MILLIS;
    try {
      do {
        meter.sample(program);
        interval = Math.min(2 * interval, MAX_INTERVAL_MILLIS);
      } while (!program.waitFor(interval, TimeUnit.MILLISECONDS));
      return program.exitValue();
    } finally {
      meter.remove(program);
    }
  }

  private void sample(Process program) {
    var tree = new Sample();
    tree.add(program.pid());
    record(program.pid(), tree);
  }

  private synchronized void record(long program, Sample tree) {
    residentByProgram.put(program, tree.resident);
    long together = residentByProgram.values().stream().mapToLong(Long::longValue).sum();
    peakOfPrograms = Math.max(peakOfPrograms, Math.max(together, tree.highestPeak));
  }

  private synchronized void remove(Process program) {
    residentByProgram.remove(program.pid());
  }

  /** The memory of a process and its descendants, in bytes. */
  private static final class Sample {

    private long resident;

    /** The highest peak that a single process has had, also between the samples. */
    private long highestPeak;

    private void add(long process) {
      Path folder = Path.of("/proc", Long.toString(process));
      try {
        for (String line :
            Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1)) {
          if (line.startsWith("VmRSS:")) {
            resident += bytes(line);
          } else if (line.startsWith("VmHWM:")) {
            highestPeak = Math.max(highestPeak, bytes(line));
          }
        }
        addChildren(folder.resolve("task"));
      } catch (IOException ended) {
        // The process has ended, or the system has no such files.
      }
    }

    private void addChildren(Path threads) throws IOException {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
        for (Path thread : all) {
          for (String child : Files.readString(thread.resolve("children")).split(" ")) {
            if (!child.isBlank()) {
              add(Long.parseLong(child.strip()));
            }
          }
        }
      }
    }

    private static long bytes(String line) {
      return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB;
    }
  }
}
