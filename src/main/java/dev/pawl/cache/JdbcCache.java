package dev.pawl.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * A cache in a database table that all nodes share, with a checksum for each entry. What was found is kept in memory for a
 * moment, because the steps of a workflow and workflows on the same target ask for the same results.
 */
@Component
class JdbcCache implements Cache {

  private static final Logger log = LoggerFactory.getLogger(JdbcCache.class);
  private static final int BATCH_SIZE = 1000;

  /** The minimum interval between updates of {@code used_at}, so that a warm run does not write a row for each file. */
  private static final Duration USE_UPDATE_INTERVAL = Duration.ofHours(12);

  /** The size of the results in memory, in characters. */
  private static final long MAX_RECENT_LENGTH = 8 << 20;

  /** The time for which other nodes may still find a result after the cache was cleared. */
  private static final Duration MAX_RECENT_AGE = Duration.ofSeconds(10);

  private final com.github.benmanes.caffeine.cache.Cache<CacheKey, String> recent =
      Caffeine.newBuilder()
          .expireAfterWrite(MAX_RECENT_AGE)
          .maximumWeight(MAX_RECENT_LENGTH)
          .<CacheKey, String>weigher((key, value) -> key.digest().length() + value.length())
          .build();

  private final JdbcTemplate jdbc;
  private final MeterRegistry meters;
  private final Clock clock;

  JdbcCache(JdbcTemplate jdbc, MeterRegistry meters, Clock clock) {
    this.jdbc = jdbc;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public Map<CacheKey, String> find(String kind, Collection<CacheKey> keys) {
    var results = new HashMap<CacheKey, String>(recent.getAllPresent(keys));
    var others = keys.stream().filter(key -> !results.containsKey(key)).toList();
    try {
      for (int from = 0; from < others.size(); from += BATCH_SIZE) {
        Map<CacheKey, String> found =
            findBatch(kind, others.subList(from, Math.min(from + BATCH_SIZE, others.size())));
        recent.putAll(found);
        results.putAll(found);
      }
    } catch (DataAccessException e) {
      log.warn("Failed to read the cache, computing results again: {}, kind: {}", e, kind);
    }
    counter(kind, "hit").increment(results.size());
    counter(kind, "miss").increment(keys.size() - (double) results.size());
    return results;
  }

  private Map<CacheKey, String> findBatch(String kind, List<CacheKey> keys) {
    var results = new HashMap<CacheKey, String>();
    var used = new ArrayList<byte[]>();
    var damaged = new AtomicInteger();
    Timestamp updateBefore = Timestamp.from(clock.instant().minus(USE_UPDATE_INTERVAL));
    jdbc.query(
        """
        select key, content, checksum, used_at < ? as update_use from cache_entry where key = any(?)
        """,
        row -> {
          byte[] key = row.getBytes("key");
          byte[] content = row.getBytes("content");
          if (CompressedValue.checksum(content) == row.getLong("checksum")) {
            results.put(
                new CacheKey(HexFormat.of().formatHex(key)), CompressedValue.decompress(content));
            if (row.getBoolean("update_use")) {
              used.add(key);
            }
          } else {
            damaged.incrementAndGet();
          }
        },
        updateBefore,
        keys.stream().map(CacheKey::bytes).toArray(byte[][]::new));
    if (damaged.get() > 0) {
      log.warn("Damaged cache entries, results are computed again: {}", damaged);
      counter(kind, "damaged").increment(damaged.get());
    }
    if (!used.isEmpty()) {
      jdbc.update(
          "update cache_entry set used_at = ? where key = any(?)",
          Timestamp.from(clock.instant()),
          used.toArray(byte[][]::new));
    }
    return results;
  }

  @Override
  public void put(String kind, Map<CacheKey, String> entries) {
    Timestamp now = Timestamp.from(clock.instant());
    var rows = new ArrayList<Object[]>();
    // Sorted by key, so that two nodes that store the same entries cannot deadlock.
    entries.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().digest()))
        .forEach(entry -> {
          byte[] content = CompressedValue.compress(entry.getValue());
          rows.add(
              new Object[] {
                entry.getKey().bytes(), kind, content, CompressedValue.checksum(content), now, now
              });
        });
    try {
      for (int from = 0; from < rows.size(); from += BATCH_SIZE) {
        // Replaces a damaged entry by the newly computed result.
        jdbc.batchUpdate(
            """
            insert into cache_entry (key, kind, content, checksum, kept_at, used_at) values (?, ?, ?, ?, ?, ?)
            on conflict (key) do update set content = excluded.content, checksum = excluded.checksum,
              kept_at = excluded.kept_at
            where cache_entry.content <> excluded.content or cache_entry.checksum <> excluded.checksum
            """,
            rows.subList(from, Math.min(from + BATCH_SIZE, rows.size())));
      }
    } catch (DataAccessException e) {
      log.warn("Results not cached: {}, entries: {}", e, entries.size());
    }
  }

  /** Forgets the results in memory. */
  void forgetRecent() {
    recent.invalidateAll();
  }

  /** Returns the counter of lookups on this node; the result is {@code hit}, {@code miss} or {@code damaged}. */
  Counter counter(String kind, String result) {
    return Counter.builder("pawl.cache.lookups")
        .description(
            "Cache look-ups of this node: hit and miss; damaged counts the misses with a damaged"
                + " entry")
        .tags("kind", kind, "result", result)
        .register(meters);
  }
}
