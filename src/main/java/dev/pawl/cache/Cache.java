package dev.pawl.cache;

import java.util.Collection;
import java.util.Map;

/** Stores computed results. A missing or damaged entry is a miss, never a wrong result. */
public interface Cache {

  /** A cache that stores nothing. */
  Cache NONE =
      new Cache() {
        @Override
        public Map<CacheKey, String> find(String kind, Collection<CacheKey> keys) {
          return Map.of();
        }

        @Override
        public void put(String kind, Map<CacheKey, String> entries) {
          // Every lookup is a miss.
        }
      };

  /**
   * Returns the stored results of the given keys; keys without a result are absent.
   *
   * @param kind the kind of the results, for hit rates
   */
  Map<CacheKey, String> find(String kind, Collection<CacheKey> keys);

  /** Stores computed results; existing entries with the same content stay as they are. */
  void put(String kind, Map<CacheKey, String> entries);
}
