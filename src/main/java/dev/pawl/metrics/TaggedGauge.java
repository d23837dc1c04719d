package dev.pawl.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A gauge with a value for each combination of tags.
 *
 * <p>Values whose tags remain are not registered again, as {@link MultiGauge} would do: a scrape of Prometheus at that moment
 * finds the old and the new one, and fails (issue 6851 of Micrometer).
 */
class TaggedGauge {

  private final MultiGauge gauge;
  private final Map<Tags, AtomicReference<Number>> values = new HashMap<>();

  TaggedGauge(MultiGauge gauge) {
    this.gauge = gauge;
  }

  /** Replaces all values; those of other tags are no longer reported. */
  synchronized void set(Map<Tags, ? extends Number> newValues) {
    values.keySet().retainAll(newValues.keySet());
    newValues.forEach((tags, value) ->
        values.computeIfAbsent(tags, _ -> new AtomicReference<>(value)).set(value));
    List<MultiGauge.Row<?>> rows =
        values.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue(), TaggedGauge::read))
            .toList();
    gauge.register(rows, false);
  }

  private static double read(AtomicReference<Number> value) {
    return Objects.requireNonNull(value.get()).doubleValue();
  }
}
