package dev.pawl.cache;

import dev.pawl.cache.CacheView.KindView;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
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
  private final JdbcClient jdbc;
  private final CacheProperties properties;
  private final Clock clock;

  CacheMaintenanceService(
      JdbcCache cache, JdbcClient jdbc, CacheProperties properties, Clock clock) {
    this.cache = cache;
    this.jdbc = jdbc;
    this.properties = properties;
    this.clock = clock;
  }

  /** Returns the current state and size of the cache. */
  public CacheView view() {
    try {
      List<KindView> kinds =
          jdbc
              .sql(
                  """
                  select kind, count(*) as entries, sum(octet_length(content)) as bytes from cache_entry
                  group by kind order by kind
                  """)
              .query(KindRow.class)
              .list()
              .stream()
              .map(Objects::requireNonNull)
              .map(this::toKindView)
              .toList();
      long count = kinds.stream().mapToLong(KindView::entries).sum();
      long bytes = kinds.stream().mapToLong(KindView::bytes).sum();
      return new CacheView(state(count), count, bytes, kinds);
    } catch (DataAccessException e) {
      return new CacheView(CacheState.MISSING, 0, 0, List.of());
    }
  }

  private record KindRow(String kind, long entries, long bytes) {}

  private KindView toKindView(KindRow row) {
    return new KindView(
        row.kind(),
        row.entries(),
        row.bytes(),
        (long) cache.counter(row.kind(), "hit").count(),
        (long) cache.counter(row.kind(), "miss").count());
  }

  private CacheState state(long count) {
    if (count == 0) {
      return CacheState.EMPTY;
    }
    if (!findDamagedKeys().isEmpty()) {
      return CacheState.INVALID;
    }
    long stale =
        jdbc.sql("select count(*) from cache_entry where used_at < ?")
            .param(cutoff(DAY))
            .query(Long.class)
            .single();
    return stale * 2 > count ? CacheState.STALE : CacheState.VALID;
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
    jdbc.sql("select key, content, checksum from cache_entry where key > ? order by key limit ?")
        .params(key, PAGE_SIZE)
        .query(row -> {
          last[0] = row.getBytes("key");
          if (CompressedValue.checksum(row.getBytes("content")) != row.getLong("checksum")) {
            damaged.add(last[0]);
          }
        });
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
      case CLEAR -> {
        jdbc.sql("delete from cache_entry").update();
        cache.forgetRecent();
      }
      case OPTIMIZE -> {
        deleteUnusedSince(cutoff(DAY));
        jdbc.sql("delete from cache_entry where key = any(?)")
            .param(findDamagedKeys().toArray(byte[][]::new))
            .update();
      }
      case AUTO -> log.debug("No cache maintenance necessary");
    }
    return executed;
  }

  /** Evicts the entries that were not used within the retention time. */
  @Scheduled(fixedDelayString = "${pawl.cache.cleanup-interval:1h}")
  void evictUnused() {
    int evicted = deleteUnusedSince(cutoff(properties.unusedRetention()));
    if (evicted > 0) {
      log.info(
          "Evicted unused cache entries: {} (unused for {})",
          evicted,
          properties.unusedRetention());
    }
  }

  private int deleteUnusedSince(Timestamp time) {
    return jdbc.sql("delete from cache_entry where used_at < ?").param(time).update();
  }

  private Timestamp cutoff(Duration age) {
    return Timestamp.from(clock.instant().minus(age));
  }
}
