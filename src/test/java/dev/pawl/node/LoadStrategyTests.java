package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadStrategyTests {

  @ParameterizedTest
  @CsvSource({
    "NORMAL, 8.1, 10, CONSERVATIVE",
    "NORMAL, 8.0, 10, NORMAL",
    "NORMAL, 3.0, 81, CONSERVATIVE",
    "NORMAL, 3.0, 80, NORMAL",
    "NORMAL, 1.9, 49, AGGRESSIVE",
    "NORMAL, 1.9, 50, NORMAL",
    "NORMAL, 2.0, 10, NORMAL",
    "AGGRESSIVE, 3.0, 10, NORMAL",
    "AGGRESSIVE, 9.0, 10, CONSERVATIVE",
    "CONSERVATIVE, 4.0, 10, CONSERVATIVE",
    "CONSERVATIVE, 3.9, 10, NORMAL",
    "CONSERVATIVE, 1.0, 10, AGGRESSIVE",
    "CONSERVATIVE, 1.0, 90, CONSERVATIVE"
  })
  void followsLoadAndMemory(LoadStrategy before, double load, double memory, LoadStrategy after) {
    assertThat(before.next(load, memory, 8)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({"CONSERVATIVE, 4, 1", "NORMAL, 4, 3", "NORMAL, 1, 1", "AGGRESSIVE, 4, 4"})
  void limitsSlots(LoadStrategy strategy, int maxSlots, int slots) {
    assertThat(strategy.slots(maxSlots)).isEqualTo(slots);
  }
}
