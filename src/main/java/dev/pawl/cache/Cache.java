package dev.pawl.cache;

import java.util.Collection;
import java.util.Map;

/** Keeps what was computed; an entry that is gone or damaged is a miss, never a wrong result (2-behaviour, 8.3). */
public interface Cache {

  /** Keeps nothing. */
  Cache NONE =
      new Cache() {
        @Override
        public Map<Key, String> find(String kind, Collection<Key> keys) {
          return Map.of();
        }

        @Override
        public void keep(String kind, Map<Key, String> entries) {
          // That is what it is for.
        }
      };

  /**
   * What is known of some keys.
   *
   * @param kind what kind of things they are, for hit rates
   */
  Map<Key, String> find(String kind, Collection<Key> keys);

  /** Keeps what was computed; what is known already stays. */
  void keep(String kind, Map<Key, String> entries);
}
