package dev.pawl.dashboard;

import dev.pawl.dashboard.Activity.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a number went over the runs on a target, as a line in a picture of 300 by 60.
 *
 * @param points of the line, as SVG wants them; empty when fewer than two runs have the number
 * @param last null when no run has it
 */
record Trend(String name, String points, @Nullable Long first, @Nullable Long last, long most) {

  private static final double WIDTH = 300;
  private static final double HEIGHT = 60;

  /**
   * The trend of a number.
   *
   * @param runs the oldest first
   * @param number null where a run has none
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
