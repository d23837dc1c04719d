package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.FairShares.Rank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FairSharesTests {

  private static final Map<String, Integer> WEIGHTS = Map.of("red", 1, "blue", 1, "green", 3);

  private long now;
  private final FairShares shares =
      new FairShares(project -> WEIGHTS.getOrDefault(project, 1), () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private String next(String... projects) {
    return shares.ranks(List.of(projects)).stream()
        .filter(rank -> List.of(projects).contains(rank.project()))
        .min(Comparator.comparingDouble(rank -> rank.position() + rank.increment()))
        .map(Rank::project)
        .orElseThrow();
  }

  /** Lets projects with endless work use one slot, each time as long as it does, and returns how often each one had it. */
  private Map<String, Integer> run(int turns, Map<String, Duration> work) {
    var counts = new TreeMap<String, Integer>();
    work.keySet().forEach(shares::startWaiting);
    for (int i = 0; i < turns; i++) {
      String project = next(work.keySet().toArray(String[]::new));
      shares.acquire(project);
      pass(work.get(project));
      shares.release(project);
      counts.merge(project, 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void sharesTimeAndNotTurns() {
    Map<String, Integer> counts =
        run(110, Map.of("red", Duration.ofSeconds(1), "blue", Duration.ofMillis(100)));

    assertThat(counts.get("red")).isBetween(9, 11);
    assertThat(counts.get("blue")).isBetween(99, 101);
  }

  @Test
  void sharesByWeight() {
    Map<String, Integer> counts =
        run(400, Map.of("red", Duration.ofSeconds(1), "green", Duration.ofSeconds(1)));

    assertThat(counts.get("red")).isBetween(98, 102);
    assertThat(counts.get("green")).isBetween(298, 302);
  }

  @Test
  void fillsFreeSlotsInTurns() {
    var order = new ArrayList<String>();
    for (int i = 0; i < 8; i++) {
      String project = next("red", "green");
      shares.acquire(project);
      order.add(project);
    }

    assertThat(order).filteredOn("red"::equals).hasSize(2);
    assertThat(order.subList(0, 4)).filteredOn("red"::equals).hasSize(1);
  }

  @Test
  void aProjectThatWasIdleStartsAmongTheOthersWithoutCredit() {
    shares.acquire("red");
    pass(Duration.ofHours(1));

    assertThat(shares.next("blue")).isEqualTo(shares.next("red") - 1);
    shares.startWaiting("blue");
    assertThat(next("red", "blue")).isEqualTo("blue");
    shares.acquire("blue");
    shares.endWaiting("blue");
    pass(Duration.ofMillis(100));
    assertThat(shares.next("blue")).isEqualTo(shares.next("red"));
  }

  @Test
  void aProjectWithLittleWorkSavesNoLongTurnForLater() {
    shares.acquire("blue");
    for (int i = 0; i < 3; i++) {
      shares.acquire("red");
    }
    pass(Duration.ofHours(1));

    assertThat(shares.position("red") - shares.position("blue")).isEqualTo(5 + 2);
  }

  @Test
  void anUnknownProjectStartsAmongTheOthers() {
    shares.acquire("red");
    pass(Duration.ofMinutes(1));

    assertThat(shares.newcomer().position()).isEqualTo(60);
    assertThat(shares.next("unknown")).isEqualTo(61);
  }
}
