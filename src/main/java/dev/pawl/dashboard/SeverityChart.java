package dev.pawl.dashboard;

import dev.pawl.command.Quantity;
import dev.pawl.finding.TargetQuality.Examined;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The findings of a target over time, as bars of 720 by 200 units in which the severities are stacked; each bar links to
 * its workflow.
 *
 * @param bars the bars, oldest first
 * @param ticks the values at the vertical axis
 * @param from the day of the first bar; empty without bars
 * @param to the day of the last bar; empty without bars
 */
record SeverityChart(List<Bar> bars, List<Tick> ticks, String from, String to) {

  private static final double LEFT = 64;
  private static final double RIGHT = 712;
  private static final double TOP = 12;
  private static final double BOTTOM = 172;
  private static final double MAX_WIDTH = 48;
  private static final double GAP = 0.25;
  private static final int MAX_TICKS = 4;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** The findings after a workflow. */
  record Bar(String href, String label, List<Part> parts) {}

  /**
   * The findings of one severity.
   *
   * @param tone the class of the colour: e, w or i
   */
  record Part(String tone, String x, String y, String width, String height) {}

  /** A value at the vertical axis. */
  record Tick(String y, String label) {}

  static SeverityChart of(List<Examined> history) {
    if (history.isEmpty()) {
      return new SeverityChart(List.of(), List.of(), "", "");
    }
    long highest = history.stream().mapToLong(Examined::total).max().orElse(0);
    long step = TrendChart.step(highest, MAX_TICKS);
    long top = Math.max(step, (highest + step - 1) / step * step);
    double place = (RIGHT - LEFT) / history.size();
    double width = Math.min(MAX_WIDTH, place * (1 - GAP));
    var bars = new ArrayList<Bar>();
    for (int index = 0; index < history.size(); index++) {
      Examined examined = history.get(index);
      double x = LEFT + index * place + (place - width) / 2;
      var parts = new ArrayList<Part>();
      double y = BOTTOM;
      y = add(parts, "e", examined.errors(), x, y, width, top);
      y = add(parts, "w", examined.warnings(), x, y, width, top);
      add(parts, "i", examined.notes(), x, y, width, top);
      bars.add(
          new Bar(
              "/workflows/" + examined.workflow(),
              "%s: %s, %s, %s"
                  .formatted(
                      DAY.format(examined.at()),
                      Quantity.of(examined.errors(), "error"),
                      Quantity.of(examined.warnings(), "warning"),
                      Quantity.of(examined.notes(), "note")),
              parts));
    }
    return new SeverityChart(
        List.copyOf(bars),
        LongStream.rangeClosed(0, top / step)
            .map(tick -> tick * step)
            .mapToObj(value ->
                new Tick(
                    number(BOTTOM - value * (BOTTOM - TOP) / top),
                    String.format(Locale.ROOT, "%,d", value)))
            .toList(),
        DAY.format(history.getFirst().at()),
        DAY.format(history.getLast().at()));
  }

  /** Adds a part on top of the others and returns where it ends. */
  private static double add(
      List<Part> parts, String tone, long count, double x, double y, double width, long top) {
    double height = count * (BOTTOM - TOP) / top;
    if (count > 0) {
      parts.add(new Part(tone, number(x), number(y - height), number(width), number(height)));
    }
    return y - height;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
