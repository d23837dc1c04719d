package dev.pawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests the cache on PostgreSQL, with a clock that the tests set. */
@PawlTest
class CacheTests {

  private static final Instant NOW = Instant.parse("2026-01-10T10:00:00Z");

  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @Autowired PawlClient pawl;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CacheKey firstKey = CacheKey.of("one");
  private final CacheKey secondKey = CacheKey.of("two");

  @BeforeEach
  void clearCache() {
    jdbc.update("delete from cache_entry");
  }

  private JdbcCache cacheAt(Instant now) {
    return new JdbcCache(jdbc, meters, Clock.fixed(now, ZoneOffset.UTC));
  }

  private CacheMaintenanceService maintenanceAt(Instant now) {
    return new CacheMaintenanceService(
        cacheAt(now),
        client,
        new CacheProperties(Duration.ofDays(7), Duration.ofHours(1)),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private void corrupt(CacheKey key) {
    jdbc.update(
        "update cache_entry set content = content || '\\x00'::bytea where key = ?", key.bytes());
  }

  @Test
  void findsStoredValues() {
    cacheAt(NOW).put("check", Map.of(firstKey, "short", secondKey, "long ".repeat(1000)));

    assertThat(cacheAt(NOW).find("check", List.of(firstKey, secondKey, CacheKey.of("three"))))
        .isEqualTo(Map.of(firstKey, "short", secondKey, "long ".repeat(1000)));
    assertThat(meters.counter("pawl.cache.lookups", "kind", "check", "result", "hit").count())
        .isEqualTo(2);
    assertThat(meters.counter("pawl.cache.lookups", "kind", "check", "result", "miss").count())
        .isEqualTo(1);
  }

  @Test
  void distinguishesInputsWithEqualConcatenation() {
    assertThat(CacheKey.of("ab", "c")).isNotEqualTo(CacheKey.of("a", "bc"));
    assertThat(CacheKey.of("1:a")).isNotEqualTo(CacheKey.of("a"));
  }

  @Test
  void treatsDamagedEntryAsMissAndReplacesIt() {
    cacheAt(NOW).put("check", Map.of(firstKey, "right"));
    corrupt(firstKey);
    assertThat(cacheAt(NOW).find("check", List.of(firstKey))).isEmpty();

    cacheAt(NOW).put("check", Map.of(firstKey, "right"));

    assertThat(cacheAt(NOW).find("check", List.of(firstKey))).containsEntry(firstKey, "right");
  }

  @Test
  void remembersFoundValuesUntilTheCacheIsCleared() {
    JdbcCache cache = cacheAt(NOW);
    cache.put("check", Map.of(firstKey, "1", secondKey, "2"));
    cache.find("check", List.of(firstKey));
    jdbc.update("delete from cache_entry");

    assertThat(cache.find("check", List.of(firstKey, secondKey))).isEqualTo(Map.of(firstKey, "1"));

    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    var properties = new CacheProperties(Duration.ofDays(7), Duration.ofHours(1));
    new CacheMaintenanceService(cache, client, properties, clock).execute(CacheAction.CLEAR);
    assertThat(cache.find("check", List.of(firstKey))).isEmpty();
  }

  @Test
  void reportsItsState() {
    assertThat(maintenanceAt(NOW).view().state()).isEqualTo(CacheState.EMPTY);

    cacheAt(NOW).put("check", Map.of(firstKey, "1", secondKey, "2"));
    assertThat(maintenanceAt(NOW).view().state()).isEqualTo(CacheState.VALID);
    assertThat(maintenanceAt(NOW.plus(Duration.ofHours(25))).view().state())
        .isEqualTo(CacheState.STALE);

    corrupt(firstKey);
    assertThat(maintenanceAt(NOW).view().state()).isEqualTo(CacheState.INVALID);
  }

  @Test
  void choosesActionByState() {
    Instant later = NOW.plus(Duration.ofHours(25));
    cacheAt(NOW).put("check", Map.of(firstKey, "1", secondKey, "2"));
    assertThat(maintenanceAt(NOW).execute(CacheAction.AUTO)).isEqualTo(CacheAction.AUTO);

    cacheAt(later).put("fix", Map.of(CacheKey.of("three"), "3"));
    assertThat(maintenanceAt(later).execute(CacheAction.AUTO)).isEqualTo(CacheAction.OPTIMIZE);
    assertThat(maintenanceAt(later).view().entries()).isEqualTo(1);

    corrupt(CacheKey.of("three"));
    assertThat(maintenanceAt(later).execute(CacheAction.AUTO)).isEqualTo(CacheAction.CLEAR);
    assertThat(maintenanceAt(later).view().state()).isEqualTo(CacheState.EMPTY);
  }

  @Test
  void evictsUnusedEntries() {
    cacheAt(NOW).put("check", Map.of(firstKey, "1", secondKey, "2"));
    Instant later = NOW.plus(Duration.ofDays(6));
    cacheAt(later).find("check", List.of(firstKey));

    maintenanceAt(NOW.plus(Duration.ofDays(8))).evictUnused();

    assertThat(cacheAt(later).find("check", List.of(firstKey, secondKey)))
        .containsOnlyKeys(firstKey);
  }

  @Test
  void isReportedAndClearedOverHttp() {
    cacheAt(NOW).put("check", Map.of(firstKey, "1"));

    var reported = pawl.get("/api/v1/cache");
    var cleared = pawl.post("/api/v1/cache", "{\"action\": \"clear\"}");

    assertThat(reported.json().path("entries").asInt()).isEqualTo(1);
    assertThat(reported.json().at("/kinds/0/kind").asString()).isEqualTo("check");
    assertThat(cleared.status()).isEqualTo(200);
    assertThat(cleared.json().path("done").asString()).isEqualTo("clear");
    assertThat(cleared.json().at("/cache/state").asString()).isEqualTo("empty");
  }

  @Test
  void rejectsUnknownActions() {
    var unknown = pawl.post("/api/v1/cache", "{\"action\": \"burn\"}");
    var missing = pawl.post("/api/v1/cache", "{}");

    assertThat(unknown.status()).isBetween(400, 422);
    assertThat(unknown.body()).contains("clear", "optimize", "auto");
    assertThat(missing.status()).isEqualTo(422);
  }
}
