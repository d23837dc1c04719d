package dev.pawl.dashboard;

import dev.pawl.dashboard.Activity.Hour;
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
 * @param most the number of executions of the highest bar
 */
record HourChart(List<Bar> bars, long most) {

  private static final int HOURS = 24;
  private static final int WIDTH = 20;
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
  static HourChart of(List<Hour> hours, Instant now) {
    Map<Instant, Hour> known =
        hours.stream().collect(Collectors.toMap(Hour::hour, Function.identity()));
    long most = hours.stream().mapToLong(hour -> hour.completed() + hour.failed()).max().orElse(0);
    var bars = new ArrayList<Bar>();
    Instant first = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS - 1L));
    for (int at = 0; at < HOURS; at++) {
      Instant hour = first.plus(Duration.ofHours(at));
      Hour one = known.getOrDefault(hour, new Hour(hour, 0, 0, 0));
      bars.add(
          new Bar(
              at * WIDTH,
              HOUR.format(hour),
              one.completed(),
              one.failed(),
              height(one.completed(), most),
              height(one.failed(), most)));
    }
    return new HourChart(List.copyOf(bars), most);
  }

  private static double height(long count, long most) {
    return most == 0 ? 0 : Math.round(count * HEIGHT * 10 / most) / 10.0;
  }
}
