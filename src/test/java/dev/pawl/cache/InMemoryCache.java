package dev.pawl.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** An in-memory cache for tests without a database. */
public final class InMemoryCache implements Cache {

  private final Map<CacheKey, String> stored = new HashMap<>();

  @Override
  public Map<CacheKey, String> find(String kind, Collection<CacheKey> keys) {
    var results = new HashMap<>(stored);
    results.keySet().retainAll(keys);
    return results;
  }

  @Override
  public void put(String kind, Map<CacheKey, String> entries) {
    stored.putAll(entries);
  }
}
