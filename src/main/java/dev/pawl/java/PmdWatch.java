package dev.pawl.java;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.sourceforge.pmd.lang.document.FileId;
import net.sourceforge.pmd.lang.document.TextFile;
import net.sourceforge.pmd.reporting.FileAnalysisListener;
import net.sourceforge.pmd.reporting.GlobalAnalysisListener;
import net.sourceforge.pmd.reporting.Report;
import net.sourceforge.pmd.reporting.RuleViolation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the processor time that PMD takes for one file. The time counts and not the duration, so that other work on the
 * machine hardly matters.
 *
 * <p>A thread cannot be stopped from outside, and the inference of types reacts to no interrupt. One that exceeds the limit
 * is left alone until it ends. When there are as many of them as processors, no other analysis starts.
 */
final class PmdWatch {

  private static final Logger log = LoggerFactory.getLogger(PmdWatch.class);

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

  /** The number of bits of a KB. */
  private static final int KB = 10;

  private final Duration limit;
  private final ThreadMXBean times = ManagementFactory.getThreadMXBean();
  private final Set<Thread> abandoned = ConcurrentHashMap.newKeySet();

  /**
   * Creates a watch.
   *
   * @param limit the maximum processor time for one file, and in addition for each MB of it
   */
  PmdWatch(Duration limit) {
    this.limit = limit;
  }

  /** The work on one file. */
  private record Work(Thread thread, long cpuNanos, int length) {}

  /** Learns from PMD which files are being analysed. */
  final class FileListener implements GlobalAnalysisListener {

    private final Map<FileId, Integer> lengths;
    private final Map<FileId, Work> running = new ConcurrentHashMap<>();

    FileListener(Map<FileId, Integer> lengths) {
      this.lengths = lengths;
    }

    @Override
    public FileAnalysisListener startFileAnalysis(TextFile file) {
      FileId id = file.getFileId();
      running.put(
          id,
          new Work(
              Thread.currentThread(),
              times.getCurrentThreadCpuTime(),
              lengths.getOrDefault(id, 0)));
      return new FileAnalysisListener() {
        @Override
        public void onRuleViolation(RuleViolation violation) {
          // Another listener collects them.
        }

        @Override
        public void close() {
          running.remove(id);
        }
      };
    }

    @Override
    public void close() {
      // Nothing is open.
    }

    /** Throws an exception if the work on a file has exceeded the limit. */
    private void requireInTime() {
      running.forEach((file, work) -> {
        long used = times.getThreadCpuTime(work.thread().threadId()) - work.cpuNanos();
        Duration allowed = limit.plus(limit.multipliedBy(work.length() >> KB).dividedBy(1 << KB));
        if (used > allowed.toNanos()) {
          abandoned.add(work.thread());
          throw new PmdFileTimeoutException(
              file, "no result within %d ms of processor time".formatted(allowed.toMillis()));
        }
      });
    }
  }

  /** Returns whether as many analyses as there are processors have not ended after they exceeded the limit. */
  boolean isExhausted() {
    abandoned.removeIf(thread -> !thread.isAlive());
    return abandoned.size() >= Runtime.getRuntime().availableProcessors();
  }

  /**
   * Performs an analysis in another thread.
   *
   * @param listener the listener that was added to the analysis
   * @throws PmdFileTimeoutException if the work on a file exceeds the limit
   */
  Report perform(Callable<Report> analysis, FileListener listener) throws InterruptedException {
    var task = new FutureTask<>(analysis);
    // The threads that PMD creates are daemons, too.
    Thread thread = Thread.ofPlatform().daemon().name("pmd").start(task);
    try {
      while (true) {
        try {
          return task.get(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          listener.requireInTime();
        }
      }
    } catch (PmdFileTimeoutException e) {
      log.warn(
          "PMD exceeded its limit on a file, which is not checked: {}. The analysis uses a processor"
              + " until it ends or Pawl is restarted",
          e.file().getFileName());
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      thread.interrupt();
    }
  }
}
