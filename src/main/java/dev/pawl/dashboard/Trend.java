package dev.pawl.dashboard;

import dev.pawl.dashboard.Activity.Run;
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
record Trend(String name, String points, @Nullable Long first, @Nullable Long last, long most) {

  private static final double WIDTH = 300;
  private static final double HEIGHT = 60;

  /**
   * Creates the trend of a metric.
   *
   * @param runs the runs, oldest first
   * @param number returns the metric of a run; null if the run has none
   */
  static Trend of(String name, List<Run> runs, Function<Run, @Nullable Long> number) {
    var known = new ArrayList<Long>();
    for (Run run : runs) {
      Long value = number.apply(run);
      if (value != null) {
        known.add(value);
      }
    }
    if (known.isEmpty()) {
      return new Trend(name, "", null, null, 0);
    }
    long most = known.stream().mapToLong(Long::longValue).max().orElse(0);
    var points = new ArrayList<String>();
    for (int at = 0; at < known.size() && known.size() > 1; at++) {
      double x = at * WIDTH / (known.size() - 1);
      double y = HEIGHT - (most == 0 ? 0 : known.get(at) * (HEIGHT - 4) / most) - 2;
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
    }
    return new Trend(
        name,
        points.stream().collect(Collectors.joining(" ")),
        known.getFirst(),
        known.getLast(),
        most);
  }
}
