package dev.pawl.cache;

import dev.pawl.cache.CacheView.KindView;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/** Reports the state of the cache, and evicts damaged and unused entries. */
@Service
@EnableConfigurationProperties(CacheProperties.class)
public class CacheMaintenanceService {

  private static final Logger log = LoggerFactory.getLogger(CacheMaintenanceService.class);
  private static final int PAGE_SIZE = 1000;
  private static final Duration DAY = Duration.ofDays(1);

  private final JdbcCache cache;
  private final JdbcTemplate jdbc;
  private final CacheProperties properties;
  private final Clock clock;

  CacheMaintenanceService(
      JdbcCache cache, JdbcTemplate jdbc, CacheProperties properties, Clock clock) {
    this.cache = cache;
    this.jdbc = jdbc;
    this.properties = properties;
    this.clock = clock;
  }

  /** Returns the current state and size of the cache. */
  public CacheView view() {
    try {
      var kinds =
          jdbc.query(
              "select kind, count(*), sum(octet_length(content)) from cache_entry group by kind"
                  + " order by kind",
              (row, number) -> toKindView(row.getString(1), row.getLong(2), row.getLong(3)));
      long count = kinds.stream().mapToLong(KindView::entries).sum();
      long bytes = kinds.stream().mapToLong(KindView::bytes).sum();
      return new CacheView(state(count), count, bytes, kinds);
    } catch (DataAccessException e) {
      return new CacheView(CacheState.MISSING, 0, 0, List.of());
    }
  }

  private KindView toKindView(String kind, long count, long bytes) {
    return new KindView(
        kind,
        count,
        bytes,
        (long) cache.counter(kind, "hit").count(),
        (long) cache.counter(kind, "miss").count());
  }

  private CacheState state(long count) {
    if (count == 0) {
      return CacheState.EMPTY;
    }
    if (!findDamagedKeys().isEmpty()) {
      return CacheState.INVALID;
    }
    Long stale =
        jdbc.queryForObject(
            "select count(*) from cache_entry where used_at < ?", Long.class, cutoff(DAY));
    return stale != null && stale * 2 > count ? CacheState.STALE : CacheState.VALID;
  }

  /** Returns the keys of the damaged entries. Reads page by page, since a cache may exceed the memory of a node. */
  private List<byte[]> findDamagedKeys() {
    var keys = new ArrayList<byte[]>();
    for (byte[] last = new byte[0]; last != null; ) {
      last = collectDamagedKeysAfter(last, keys);
    }
    return keys;
  }

  private byte @Nullable [] collectDamagedKeysAfter(byte[] key, List<byte[]> damaged) {
    byte[][] last = new byte[1][];
    jdbc.query(
        "select key, content, checksum from cache_entry where key > ? order by key limit ?",
        row -> {
          last[0] = row.getBytes(1);
          if (CompressedValue.checksum(row.getBytes(2)) != row.getLong(3)) {
            damaged.add(last[0]);
          }
        },
        key,
        PAGE_SIZE);
    return last[0];
  }

  /** Executes an action, resolving AUTO by the state, and returns the executed action. */
  CacheAction execute(CacheAction action) {
    CacheAction executed = action;
    if (action == CacheAction.AUTO) {
      CacheState state = view().state();
      executed = state == CacheState.INVALID ? CacheAction.CLEAR : action;
      executed = state == CacheState.STALE ? CacheAction.OPTIMIZE : executed;
    }
    switch (executed) {
      case CLEAR -> jdbc.update("delete from cache_entry");
      case OPTIMIZE -> {
        jdbc.update("delete from cache_entry where used_at < ?", cutoff(DAY));
        jdbc.update(
            "delete from cache_entry where key = any(?)",
            (Object) findDamagedKeys().toArray(byte[][]::new));
      }
      case AUTO -> log.debug("No cache maintenance necessary");
    }
    return executed;
  }

  /** Evicts the entries that were not used within the retention time. */
  @Scheduled(fixedDelayString = "${pawl.cache.cleanup-interval:1h}")
  void evictUnused() {
    int evicted =
        jdbc.update(
            "delete from cache_entry where used_at < ?", cutoff(properties.unusedRetention()));
    if (evicted > 0) {
      log.info(
          "Evicted unused cache entries: {} (unused for {})",
          evicted,
          properties.unusedRetention());
    }
  }

  private Timestamp cutoff(Duration age) {
    return Timestamp.from(clock.instant().minus(age));
  }
}
