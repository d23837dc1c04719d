package dev.pawl.dashboard;

import dev.pawl.dashboard.DashboardQueries.HourlyExecutions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A bar chart of the executions per hour, of 480 by 100 units.
 *
 * @param max the number of executions of the highest bar
 */
record HourlyExecutionsChart(List<Bar> bars, long max) {

  private static final int HOURS = 24;
  private static final int BAR_WIDTH = 20;
  private static final double HEIGHT = 100;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  /**
   * The bar of one hour.
   *
   * @param label the start of the hour in UTC
   * @param good the height of the completed part, at the bottom
   * @param bad the height of the failed part, above the completed part
   */
  record Bar(int x, String label, long completed, long failed, double good, double bad) {

    /** Returns the y coordinate of the completed part. */
    public double goodTop() {
      return HEIGHT - good;
    }

    /** Returns the y coordinate of the failed part. */
    public double badTop() {
      return HEIGHT - good - bad;
    }

    public String title() {
      return "%s UTC: %d completed, %d failed".formatted(label, completed, failed);
    }
  }

  /** Creates the chart of the last 24 hours. */
  static HourlyExecutionsChart of(List<HourlyExecutions> hours, Instant now) {
    Map<Instant, HourlyExecutions> byStart =
        hours.stream().collect(Collectors.toMap(HourlyExecutions::hour, Function.identity()));
    long max = hours.stream().mapToLong(hour -> hour.completed() + hour.failed()).max().orElse(0);
    var bars = new ArrayList<Bar>();
    Instant firstHour = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS - 1L));
    for (int index = 0; index < HOURS; index++) {
      Instant hour = firstHour.plus(Duration.ofHours(index));
      HourlyExecutions executions = byStart.getOrDefault(hour, new HourlyExecutions(hour, 0, 0, 0));
      bars.add(
          new Bar(
              index * BAR_WIDTH,
              HOUR.format(hour),
              executions.completed(),
              executions.failed(),
              height(executions.completed(), max),
              height(executions.failed(), max)));
    }
    return new HourlyExecutionsChart(List.copyOf(bars), max);
  }

  private static double height(long count, long max) {
    return max == 0 ? 0 : Math.round(count * HEIGHT * 10 / max) / 10.0;
  }
}
