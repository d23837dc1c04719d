package dev.pawl.dashboard;

import dev.pawl.dashboard.DashboardQueries.TargetRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The trend of a metric over the runs on a target, as a line chart of 300 by 60 units.
 *
 * @param points the points of the line in SVG syntax; empty if fewer than two runs have the metric
 * @param last the last value; null if no run has the metric
 */
record TrendChart(String name, String points, @Nullable Long first, @Nullable Long last, long max) {

  private static final double WIDTH = 300;
  private static final double HEIGHT = 60;

  /**
   * Creates the trend of a metric.
   *
   * @param runs the runs, oldest first
   * @param metric returns the metric of a run; null if the run has none
   */
  static TrendChart of(
      String name, List<TargetRun> runs, Function<TargetRun, @Nullable Long> metric) {
    var values = new ArrayList<Long>();
    for (TargetRun run : runs) {
      Long value = metric.apply(run);
      if (value != null) {
        values.add(value);
      }
    }
    if (values.isEmpty()) {
      return new TrendChart(name, "", null, null, 0);
    }
    long max = values.stream().mapToLong(Long::longValue).max().orElse(0);
    var points = new ArrayList<String>();
    for (int i = 0; i < values.size() && values.size() > 1; i++) {
      double x = i * WIDTH / (values.size() - 1);
      double y = HEIGHT - (max == 0 ? 0 : values.get(i) * (HEIGHT - 4) / max) - 2;
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
    }
    return new TrendChart(
        name,
        points.stream().collect(Collectors.joining(" ")),
        values.getFirst(),
        values.getLast(),
        max);
  }
}
