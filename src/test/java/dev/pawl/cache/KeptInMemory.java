package dev.pawl.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** An in-memory cache for tests without a database. */
public final class KeptInMemory implements Cache {

  private final Map<Key, String> kept = new HashMap<>();

  @Override
  public Map<Key, String> find(String kind, Collection<Key> keys) {
    var found = new HashMap<>(kept);
    found.keySet().retainAll(keys);
    return found;
  }

  @Override
  public void keep(String kind, Map<Key, String> entries) {
    kept.putAll(entries);
  }
}
