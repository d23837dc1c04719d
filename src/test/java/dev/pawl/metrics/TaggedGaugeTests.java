package dev.pawl.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaggedGaugeTests {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TaggedGauge gauge =
      new TaggedGauge(MultiGauge.builder("queue.waiting").register(registry));

  private static Tags labels(String value) {
    return Tags.of("labels", value);
  }

  @Test
  void reportsTheLastValues() {
    gauge.set(Map.of(labels("a"), 1, labels("b"), 2));
    gauge.set(Map.of(labels("b"), 3.5, labels("c"), 4));

    assertThat(registry.scrape().lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "queue_waiting{labels=\"b\"} 3.5", "queue_waiting{labels=\"c\"} 4.0");
  }

  @Test
  void canBeScrapedWhileValuesAreReplaced() {
    IntStream.range(0, 200).forEach(number -> registry.counter("other" + number));
    Map<Tags, Integer> values = Map.of(labels("none"), 0);
    var stopped = new AtomicBoolean();
    var writer =
        CompletableFuture.runAsync(() -> {
          while (!stopped.get()) {
            gauge.set(values);
          }
        });
    try {
      for (int scrapes = 0; scrapes < 2_000; scrapes++) {
        registry.scrape();
      }
    } finally {
      stopped.set(true);
      writer.join();
    }

    assertThat(registry.scrape()).contains("queue_waiting{labels=\"none\"} 0.0");
  }
}
