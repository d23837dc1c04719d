package dev.pawl.dashboard;

import dev.pawl.dashboard.DashboardQueries.TargetRun;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The trend of a metric over the runs on a target, as a line chart of 480 by 160 units with axes; each point links to
 * its workflow.
 *
 * @param points the points, oldest first; empty if no run has the metric
 * @param line the points in SVG syntax
 * @param ticks the values at the vertical axis
 * @param from the day of the first point
 * @param to the day of the last point
 * @param last the last value; null if no run has the metric
 */
record TrendChart(
    String name,
    List<Point> points,
    String line,
    List<Tick> ticks,
    String from,
    String to,
    @Nullable Long last) {

  private static final double LEFT = 36;
  private static final double RIGHT = 472;
  private static final double TOP = 12;
  private static final double BOTTOM = 136;
  private static final int MAX_TICKS = 4;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** A value and the workflow that measured it. */
  record Point(String x, String y, String href, String label) {}

  /** A value at the vertical axis. */
  record Tick(String y, String label) {}

  /**
   * Creates the trend of a metric.
   *
   * @param runs the runs, oldest first
   * @param metric returns the metric of a run; null if the run has none
   */
  static TrendChart of(
      String name, List<TargetRun> runs, Function<TargetRun, @Nullable Long> metric) {
    List<TargetRun> measured = runs.stream().filter(run -> metric.apply(run) != null).toList();
    if (measured.isEmpty()) {
      return new TrendChart(name, List.of(), "", List.of(), "", "", null);
    }
    long highest = measured.stream().mapToLong(run -> value(run, metric)).max().orElse(0);
    long step = step(highest, MAX_TICKS);
    long top = Math.max(step, (highest + step - 1) / step * step);
    var points = new ArrayList<Point>();
    for (int i = 0; i < measured.size(); i++) {
      TargetRun run = measured.get(i);
      double x =
          measured.size() == 1
              ? (LEFT + RIGHT) / 2
              : LEFT + i * (RIGHT - LEFT) / (measured.size() - 1);
      points.add(
          new Point(
              number(x),
              number(y(value(run, metric), top)),
              "/workflows/" + run.workflow(),
              "%d on %s, %s".formatted(value(run, metric), DAY.format(run.at()), run.workflow())));
    }
    return new TrendChart(
        name,
        List.copyOf(points),
        points.stream().map(point -> point.x() + "," + point.y()).collect(Collectors.joining(" ")),
        LongStream.rangeClosed(0, top / step)
            .map(tick -> tick * step)
            .mapToObj(value -> new Tick(number(y(value, top)), Long.toString(value)))
            .toList(),
        DAY.format(measured.getFirst().at()),
        DAY.format(measured.getLast().at()),
        value(measured.getLast(), metric));
  }

  private static long value(TargetRun run, Function<TargetRun, @Nullable Long> metric) {
    Long value = metric.apply(run);
    return value == null ? 0 : value;
  }

  /** Returns a round distance between two ticks: 1, 2 or 5 times a power of ten. */
  static long step(long highest, int maxTicks) {
    for (long power = 1; ; power *= 10) {
      for (long factor : new long[] {1, 2, 5}) {
        if (factor * power * maxTicks >= highest) {
          return factor * power;
        }
      }
    }
  }

  private static double y(long value, long top) {
    return BOTTOM - value * (BOTTOM - TOP) / top;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
