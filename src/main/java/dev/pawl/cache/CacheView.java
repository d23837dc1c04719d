package dev.pawl.cache;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * The state and size of the cache, as the API shows it.
 *
 * @param bytes the total size of the contents of all entries
 * @param kinds the same for each kind of entry
 */
@Schema(name = "CacheView")
public record CacheView(CacheState state, long entries, long bytes, List<KindView> kinds) {

  /**
   * The entries of one kind.
   *
   * @param hits the number of lookups on this node since its start that found an entry
   * @param misses the number of the other lookups
   */
  @Schema(name = "KindView")
  public record KindView(String kind, long entries, long bytes, long hits, long misses) {}
}
