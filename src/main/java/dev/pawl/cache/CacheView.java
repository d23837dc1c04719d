package dev.pawl.cache;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * The state and size of the cache, as the API shows it.
 *
 * @param state the state of the cache
 * @param entries the number of entries
 * @param bytes the total size of the contents of all entries
 * @param kinds the same for each kind of entry
 */
@Schema(name = "CacheView")
public record CacheView(CacheState state, long entries, long bytes, List<KindView> kinds) {

  /**
   * The entries of one kind.
   *
   * @param kind the kind of entry, such as the results of one tool
   * @param entries the number of entries of this kind
   * @param bytes the total size of the contents in bytes
   * @param hits the number of lookups on this node since its start that found an entry
   * @param misses the number of the other lookups
   */
  @Schema(name = "CacheKindStatistics")
  public record KindView(String kind, long entries, long bytes, long hits, long misses) {}
}
