package dev.pawl.metrics;

import dev.pawl.workspace.StepLogStorage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Measures whether the steps that this node runs make progress, and describes the meters of tools. */
@Configuration(proxyBeanMethods = false)
class StepMetrics {

  /** The time without output after which a step counts as stalled. */
  private static final Duration STALLED = Duration.ofMinutes(10);

  /** The descriptions of meters that are created from observations, which have none. */
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "pawl.tool", "Duration of tool runs on this node, by tool and error",
          "pawl.tool.active", "Tool runs in progress on this node, by tool");

  StepMetrics(MeterRegistry registry, StepLogStorage logs) {
    Gauge.builder("pawl.steps.running", logs, running -> running.silences().size())
        .description("Steps that this node runs")
        .register(registry);
    Gauge.builder("pawl.steps.silence", logs, StepMetrics::longestSilence)
        .description(
            "Longest time since a running step of this node wrote to its log; 0 without steps")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("pawl.steps.stalled", logs, StepMetrics::countStalled)
        .description(
            "Running steps of this node that have written nothing to their log for 10 minutes")
        .register(registry);
  }

  private static double longestSilence(StepLogStorage logs) {
    return logs.silences().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO).toMillis()
        / 1000.0;
  }

  private static double countStalled(StepLogStorage logs) {
    return logs.silences().stream().filter(silence -> silence.compareTo(STALLED) > 0).count();
  }

  /** Adds the missing descriptions. */
  @Bean
  static MeterFilter observationDescriptions() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        @Nullable String description = DESCRIPTIONS.get(id.getName());
        return description == null
            ? id
            : new Meter.Id(
                id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), description, id.getType());
      }
    };
  }
}
