package dev.pawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
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

/** Tests the cache on PostgreSQL, with a clock that the tests set. */
@PawlTest
class CacheTests {

  private static final Instant NOW = Instant.parse("2026-01-10T10:00:00Z");

  @Autowired JdbcTemplate jdbc;
  @Autowired Pawl pawl;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Key one = Key.of("one");
  private final Key two = Key.of("two");

  @BeforeEach
  void empty() {
    jdbc.update("delete from cache_entry");
  }

  private Entries entries(Instant now) {
    return new Entries(jdbc, meters, Clock.fixed(now, ZoneOffset.UTC));
  }

  private CacheUpkeep upkeep(Instant now) {
    return new CacheUpkeep(
        entries(now),
        jdbc,
        new CacheProperties(Duration.ofDays(7), Duration.ofHours(1)),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private void damage(Key key) {
    jdbc.update(
        "update cache_entry set content = content || '\\x00'::bytea where key = ?", key.bytes());
  }

  @Test
  void findsWhatWasKept() {
    entries(NOW).keep("check", Map.of(one, "short", two, "long ".repeat(1000)));

    assertThat(entries(NOW).find("check", List.of(one, two, Key.of("three"))))
        .isEqualTo(Map.of(one, "short", two, "long ".repeat(1000)));
    assertThat(meters.counter("pawl.cache.lookups", "kind", "check", "result", "hit").count())
        .isEqualTo(2);
    assertThat(meters.counter("pawl.cache.lookups", "kind", "check", "result", "miss").count())
        .isEqualTo(1);
  }

  @Test
  void tellsPartsApartThatReadTheSameTogether() {
    assertThat(Key.of("ab", "c")).isNotEqualTo(Key.of("a", "bc"));
    assertThat(Key.of("1:a")).isNotEqualTo(Key.of("a"));
  }

  @Test
  void takesADamagedEntryForAMissAndReplacesIt() {
    entries(NOW).keep("check", Map.of(one, "right"));
    damage(one);
    assertThat(entries(NOW).find("check", List.of(one))).isEmpty();

    entries(NOW).keep("check", Map.of(one, "right"));

    assertThat(entries(NOW).find("check", List.of(one))).containsEntry(one, "right");
  }

  @Test
  void knowsInWhatStateItIs() {
    assertThat(upkeep(NOW).view().state()).isEqualTo(CacheState.EMPTY);

    entries(NOW).keep("check", Map.of(one, "1", two, "2"));
    assertThat(upkeep(NOW).view().state()).isEqualTo(CacheState.VALID);
    assertThat(upkeep(NOW.plus(Duration.ofHours(25))).view().state()).isEqualTo(CacheState.STALE);

    damage(one);
    assertThat(upkeep(NOW).view().state()).isEqualTo(CacheState.INVALID);
  }

  @Test
  void doesByItselfWhatItsStateCallsFor() {
    Instant later = NOW.plus(Duration.ofHours(25));
    entries(NOW).keep("check", Map.of(one, "1", two, "2"));
    assertThat(upkeep(NOW).act(CacheAction.AUTO)).isEqualTo(CacheAction.AUTO);

    entries(later).keep("fix", Map.of(Key.of("three"), "3"));
    assertThat(upkeep(later).act(CacheAction.AUTO)).isEqualTo(CacheAction.OPTIMIZE);
    assertThat(upkeep(later).view().entries()).isEqualTo(1);

    damage(Key.of("three"));
    assertThat(upkeep(later).act(CacheAction.AUTO)).isEqualTo(CacheAction.CLEAR);
    assertThat(upkeep(later).view().state()).isEqualTo(CacheState.EMPTY);
  }

  @Test
  void keepsWhatIsUsedAndForgetsTheRest() {
    entries(NOW).keep("check", Map.of(one, "1", two, "2"));
    Instant later = NOW.plus(Duration.ofDays(6));
    entries(later).find("check", List.of(one));

    upkeep(NOW.plus(Duration.ofDays(8))).runOnce();

    assertThat(entries(later).find("check", List.of(one, two))).containsOnlyKeys(one);
  }

  @Test
  void isSeenAndClearedOverHttp() {
    entries(NOW).keep("check", Map.of(one, "1"));

    var seen = pawl.get("/api/v1/cache");
    var cleared = pawl.post("/api/v1/cache", "{\"action\": \"clear\"}");

    assertThat(seen.json().path("entries").asInt()).isEqualTo(1);
    assertThat(seen.json().at("/kinds/0/kind").asString()).isEqualTo("check");
    assertThat(cleared.status()).isEqualTo(200);
    assertThat(cleared.json().path("done").asString()).isEqualTo("clear");
    assertThat(cleared.json().at("/cache/state").asString()).isEqualTo("empty");
  }

  @Test
  void saysWhichActionsThereAre() {
    var unknown = pawl.post("/api/v1/cache", "{\"action\": \"burn\"}");
    var none = pawl.post("/api/v1/cache", "{}");

    assertThat(unknown.status()).isBetween(400, 422);
    assertThat(unknown.body()).contains("clear", "optimize", "auto");
    assertThat(none.status()).isEqualTo(422);
  }
}
