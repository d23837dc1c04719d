package dev.pawl.cache;

import java.util.List;

/**
 * A cache, readable.
 *
 * @param bytes of the content of all entries
 * @param kinds the same by what they are of
 */
public record CacheView(CacheState state, long entries, long bytes, List<KindView> kinds) {

  /**
   * The entries of one kind.
   *
   * @param hits how often this node found what it looked for since it was started
   * @param misses how often it did not
   */
  public record KindView(String kind, long entries, long bytes, long hits, long misses) {}
}
