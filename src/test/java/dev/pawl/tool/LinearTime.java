package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;

/** Asserts that work takes linear time: twice the input takes at most two and a half times as long. */
public final class LinearTime {

  private static final double MAX_RATIO = 2.5;
  private static final long MIN_NANOS = 80_000_000;
  private static final int MIN_SIZE = 1 << 14;
  private static final int MAX_SIZE = 1 << 21;
  private static final int ATTEMPTS = 20;

  private LinearTime() {}

  /** Work on one input. */
  @FunctionalInterface
  public interface Work {

    void run() throws Exception;
  }

  /**
   * Asserts that the work on an input of a size takes linear time. The input grows until the work takes long enough to
   * be measured; other programs on the machine can only lengthen a run, so the best of several pairs counts.
   *
   * @param work prepares the work on an input of about a size
   */
  public static void check(String name, IntFunction<Work> work) throws Exception {
    int size = MIN_SIZE;
    while (size < MAX_SIZE && nanos(work.apply(size)) < MIN_NANOS) {
      size *= 2;
    }
    Work once = work.apply(size);
    Work twice = work.apply(size * 2);
    long fastestOnce = Long.MAX_VALUE;
    long fastestTwice = Long.MAX_VALUE;
    double ratio = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && ratio > MAX_RATIO; attempt++) {
      fastestOnce = Math.min(fastestOnce, nanos(once));
      fastestTwice = Math.min(fastestTwice, nanos(twice));
      ratio = (double) fastestTwice / fastestOnce;
    }
    assertThat(ratio).as("%s of %d characters", name, size).isLessThan(MAX_RATIO);
  }

  private static long nanos(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return Math.max(1, System.nanoTime() - start);
  }
}
