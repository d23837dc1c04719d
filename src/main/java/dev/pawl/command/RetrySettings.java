package dev.pawl.command;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The settings of one attempt, which adapt to the failures of earlier attempts.
 *
 * @param parallelism the maximum number of parallel tasks; 0 means the number of processors
 * @param share the number of parts into which the usual batch of files is divided
 * @param patience the timeout as a percentage of the usual timeout
 * @param fresh whether caches are bypassed
 * @param simple whether everything optional, such as caches and risky options, is disabled
 * @param without the files to exclude because an earlier attempt failed on them, relative to the target
 * @param avoided the tools to exclude because they failed
 */
public record RetrySettings(
    int parallelism,
    int share,
    int patience,
    boolean fresh,
    boolean simple,
    SortedSet<String> without,
    SortedSet<String> avoided) {

  /** The settings of a first attempt. */
  public static final RetrySettings DEFAULT =
      new RetrySettings(0, 1, 100, false, false, new TreeSet<>(), new TreeSet<>());

  /** Returns a copy with at most the given parallelism, and with caches enabled or bypassed. */
  public RetrySettings withLimits(int maxParallelism, boolean useCache) {
    int limit = parallelism == 0 ? maxParallelism : Math.min(parallelism, maxParallelism);
    return new RetrySettings(limit, share, patience, !useCache, simple, without, avoided);
  }

  /** Returns whether cached results may be used. */
  public boolean usesCache() {
    return !fresh && !simple;
  }

  /** Returns a copy with half the batch size, a timeout that is 50 % longer and no parallelism. */
  public RetrySettings withReducedLoad() {
    return new RetrySettings(1, share * 2, patience * 3 / 2, fresh, simple, without, avoided);
  }

  /** Returns a copy without parallelism and without anything optional. */
  public RetrySettings simplified() {
    return new RetrySettings(1, share, patience, fresh, true, without, avoided);
  }

  /** Returns a copy that also excludes the given files. */
  public RetrySettings excludingFiles(Collection<String> files) {
    return new RetrySettings(
        parallelism, share, patience, fresh, simple, union(without, files), avoided);
  }

  /** Returns a copy that also excludes the given tools. */
  public RetrySettings excludingTools(Collection<String> tools) {
    return new RetrySettings(
        parallelism, share, patience, fresh, simple, without, union(avoided, tools));
  }

  private static SortedSet<String> union(SortedSet<String> first, Collection<String> second) {
    var all = new TreeSet<>(first);
    all.addAll(second);
    return all;
  }
}
