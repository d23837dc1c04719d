package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class CallerMetricsFilterTests {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CallerMetricsFilter filter = new CallerMetricsFilter(null, meters);

  private double count(String caller, String outcome) {
    return meters.get("pawl.requests").tags("caller", caller, "outcome", outcome).counter().count();
  }

  @Test
  void countsByCallerAndOutcome() {
    filter.count("ci", 202);
    filter.count("ci", 503);
    filter.count("ci", 503);
    filter.count("anonymous", 401);

    assertThat(count("ci", "SUCCESSFUL")).isOne();
    assertThat(count("ci", "SERVER_ERROR")).isEqualTo(2);
    assertThat(count("anonymous", "CLIENT_ERROR")).isOne();
  }

  @Test
  void limitsTheNumberOfCallers() {
    for (int i = 0; i < 1000; i++) {
      filter.count("user-" + i, 200);
      filter.count("user-0", 200);
    }

    assertThat(meters.find("pawl.requests").counters())
        .hasSize(CallerMetricsFilter.MAX_CALLERS + 1)
        .extracting(Counter::count)
        .as("no request is lost")
        .satisfies(counts ->
            assertThat(counts.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(2000));
    assertThat(count("user-0", "SUCCESSFUL")).isEqualTo(1001);
    assertThat(count(CallerMetricsFilter.OTHER, "SUCCESSFUL"))
        .isEqualTo(1000 - CallerMetricsFilter.MAX_CALLERS);
  }
}
