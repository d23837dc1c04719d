package dev.pawl.command;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Under what conditions an attempt works: what the attempts before it have taught (2-behaviour, 6.3).
 *
 * @param parallelism how many things at once; as many as there are processors when 0
 * @param share into how many parts the usual batch of files is cut
 * @param patience how much of the usual time it has, in percent
 * @param fresh whether to leave out whatever is remembered from before
 * @param simple whether to leave out whatever is not needed: caches, risky options
 * @param without files that are left out, relative to the target, because an attempt failed on them
 * @param avoided tools that are left out, because they failed
 */
public record Conditions(
    int parallelism,
    int share,
    int patience,
    boolean fresh,
    boolean simple,
    SortedSet<String> without,
    SortedSet<String> avoided) {

  /** What a first attempt works under. */
  public static final Conditions USUAL =
      new Conditions(0, 1, 100, false, false, new TreeSet<>(), new TreeSet<>());

  /** The same, with at most so many things at once, and with or without what is remembered from before. */
  public Conditions within(int most, boolean remembered) {
    int limit = parallelism == 0 ? most : Math.min(parallelism, most);
    return new Conditions(limit, share, patience, !remembered, simple, without, avoided);
  }

  /** Whether what is remembered from before may be used. */
  public boolean remembers() {
    return !fresh && !simple;
  }

  /** Half the files at once, half again the time, one thing at a time. */
  public Conditions gentler() {
    return new Conditions(1, share * 2, patience * 3 / 2, fresh, simple, without, avoided);
  }

  /** One thing at a time, and nothing that is not needed. */
  public Conditions simpler() {
    return new Conditions(1, share, patience, fresh, true, without, avoided);
  }

  /** The same, and these files are left out too. */
  public Conditions without(Collection<String> files) {
    return new Conditions(
        parallelism, share, patience, fresh, simple, joined(without, files), avoided);
  }

  /** The same, and these tools are left out too. */
  public Conditions avoiding(Collection<String> tools) {
    return new Conditions(
        parallelism, share, patience, fresh, simple, without, joined(avoided, tools));
  }

  private static SortedSet<String> joined(SortedSet<String> some, Collection<String> more) {
    var all = new TreeSet<>(some);
    all.addAll(more);
    return all;
  }
}
