package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.plan.PlanningOptions.OptimizationLevel;
import dev.pawl.plan.PlanningOptions.Priority;
import dev.pawl.plan.SystemState.Code;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the selection of the adaptive strategy on both sides of each limit. */
class AdaptiveStrategyTests {

  private static AdaptiveStrategy choose(int sourceFiles, long bytes, Priority priority) {
    return AdaptiveStrategy.choose(
            new Code(sourceFiles + 7, sourceFiles, bytes, new TreeMap<>(), null), priority)
        .strategy();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2000000, SIMPLE",
    "49, 2000000, SIMPLE",
    "50, 2000000, BALANCED",
    "51, 2000000, BALANCED",
    "999, 2000000, BALANCED",
    "1000, 2000000, BALANCED",
    "1001, 2000000, PERFORMANCE",
    "500, 1048575, SIMPLE",
    "500, 1048576, BALANCED",
    "500, 1048577, BALANCED",
    "500, 104857599, BALANCED",
    "500, 104857600, BALANCED",
    "500, 104857601, PERFORMANCE",
    "49, 104857601, PERFORMANCE",
    "1001, 10, PERFORMANCE",
  })
  void dependsOnTargetSize(int sourceFiles, long bytes, AdaptiveStrategy strategy) {
    assertThat(choose(sourceFiles, bytes, Priority.BALANCED)).isEqualTo(strategy);
  }

  @ParameterizedTest
  @CsvSource({"SPEED, PERFORMANCE", "SAFETY, CONSERVATIVE", "THOROUGH, COMPREHENSIVE"})
  void prefersPriorityToSize(Priority priority, AdaptiveStrategy strategy) {
    assertThat(choose(10, 10, priority)).isEqualTo(strategy);
    assertThat(choose(5000, 1 << 30, priority)).isEqualTo(strategy);
  }

  @Test
  void statesReason() {
    assertThat(AdaptiveStrategy.choose(null, Priority.BALANCED).reason())
        .contains("unknown before");
    assertThat(AdaptiveStrategy.choose(null, Priority.SPEED).reason()).contains("speed");
    assertThat(
            AdaptiveStrategy.choose(
                    new Code(2000, 1001, 5, new TreeMap<>(), null), Priority.BALANCED)
                .reason())
        .isEqualTo("the target has more than 1000 source files (1001)");
  }

  @ParameterizedTest
  @CsvSource({
    "PERFORMANCE, 1, 1",
    "PERFORMANCE, 3, 3",
    "PERFORMANCE, 16, 4",
    "COMPREHENSIVE, 16, 4",
    "CONSERVATIVE, 16, 1",
    "SIMPLE, 16, 1",
    "BALANCED, 1, 1",
    "BALANCED, 2, 1",
    "BALANCED, 4, 2",
    "BALANCED, 16, 2",
  })
  void limitsParallelismByProcessors(AdaptiveStrategy strategy, int cpus, int parallel) {
    assertThat(strategy.maxParallel(cpus)).isEqualTo(parallel);
  }

  @ParameterizedTest
  @CsvSource({
    "MAXIMUM, 16, 8",
    "MAXIMUM, 2, 2",
    "BALANCED, 16, 4",
    "BALANCED, 1, 1",
    "CONSERVATIVE, 16, 1",
  })
  void limitsParallelismByOptimizationLevel(OptimizationLevel level, int cpus, int parallel) {
    var planning = new PlanningOptions(null, null, null, level);

    assertThat(planning.parallelism(99, true, cpus)).isEqualTo(parallel);
    assertThat(planning.parallelism(1, false, cpus)).isEqualTo(parallel);
    assertThat(planning.parallelism(1, true, cpus)).isEqualTo(1);
    assertThat(planning.withMaxParallel(3).parallelism(99, true, cpus))
        .isEqualTo(Math.min(3, parallel));
    assertThat(PlanningOptions.DEFAULT.parallelism(2, false, cpus)).isEqualTo(2);
  }
}
