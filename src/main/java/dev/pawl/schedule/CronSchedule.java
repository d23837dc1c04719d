package dev.pawl.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.scheduling.support.CronExpression;

/** A cron expression of five fields. It matches a time if at least one of its parts does. */
final class CronSchedule {

  private static final List<String> FIELDS =
      List.of("minute", "hour", "day of the month", "month", "day of the week");
  private static final List<String> MACROS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final int DAY_OF_MONTH = 2;
  private static final int DAY_OF_WEEK = 4;

  /** The syntax of Unix cron. Spring accepts extensions, which other cron implementations interpret differently. */
  private static final Pattern FIELD =
      Pattern.compile(
          "PART(,PART)*"
              .replace("PART", "(\\*|VALUE(-VALUE)?)(/\\d{1,4})?")
              .replace("VALUE", "(\\d{1,4}|[A-Za-z]{3})"));

  private final List<CronExpression> parts;

  private CronSchedule(List<CronExpression> parts) {
    this.parts = parts;
  }

  /**
   * Parses five fields, or a macro.
   *
   * @throws IllegalArgumentException if the expression is invalid; the message names the invalid part
   */
  static CronSchedule of(String text) {
    String expression = text.strip();
    if (expression.startsWith("@")) {
      String macro = expression.toLowerCase(Locale.ROOT);
      if (!MACROS.contains(macro)) {
        throw new IllegalArgumentException("is not one of the macros " + String.join(", ", MACROS));
      }
      return new CronSchedule(List.of(CronExpression.parse(macro)));
    }
    List<String> fields = List.of(expression.split("\\s+"));
    if (fields.size() != FIELDS.size()) {
      throw new IllegalArgumentException(
          "must have the five fields %s, such as 30 2 * * 1-5, or be a macro such as @daily"
              .formatted(String.join(", ", FIELDS)));
    }
    for (int i = 0; i < fields.size(); i++) {
      validateField(fields, i);
    }
    // As in Unix cron: if both day fields are restricted, a match of either is sufficient.
    boolean bothDaysRestricted =
        !fields.get(DAY_OF_MONTH).startsWith("*") && !fields.get(DAY_OF_WEEK).startsWith("*");
    return new CronSchedule(
        bothDaysRestricted
            ? List.of(
                parseFields(replaceField(fields, DAY_OF_WEEK, "*")),
                parseFields(replaceField(fields, DAY_OF_MONTH, "*")))
            : List.of(parseFields(fields)));
  }

  private static void validateField(List<String> fields, int index) {
    String field = fields.get(index);
    var expression = replaceField(List.of("*", "*", "*", "*", "*"), index, field);
    try {
      if (FIELD.matcher(field).matches()) {
        parseFields(expression);
        return;
      }
    } catch (IllegalArgumentException | DateTimeException invalid) {
      // Reported below: Spring's message refers to an expression with seconds.
    }
    throw new IllegalArgumentException(
        "has the invalid value %s for the %s".formatted(field, FIELDS.get(index)));
  }

  private static List<String> replaceField(List<String> fields, int index, String field) {
    var copy = new ArrayList<>(fields);
    copy.set(index, field);
    return copy;
  }

  private static CronExpression parseFields(List<String> fields) {
    return CronExpression.parse("0 " + String.join(" ", fields));
  }

  /** Returns the first matching time after the given one; empty when there is none. */
  Optional<Instant> next(Instant after, ZoneId zone) {
    ZonedDateTime from = after.atZone(zone);
    return parts.stream()
        .map(part -> part.next(from))
        .filter(Objects::nonNull)
        .map(ZonedDateTime::toInstant)
        .min(Comparator.naturalOrder());
  }

  /** Returns the next matching times after the given one; fewer than the maximum if there are no more. */
  List<Instant> next(Instant after, ZoneId zone, int limit) {
    return Stream.iterate(
            next(after, zone), Optional::isPresent, time -> next(time.orElseThrow(), zone))
        .limit(limit)
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Returns the latest matching time that is not after now.
   *
   * @param earliest a matching time that is not after now, where the search is bounded
   */
  Instant latest(Instant earliest, Instant now, ZoneId zone) {
    // After years of downtime there are many: the search goes backwards, in spans of doubling
    // length.
    for (Duration span = Duration.ofMinutes(2); ; span = span.multipliedBy(2)) {
      Instant from = now.minus(span);
      boolean reachesEarliest = !from.isAfter(earliest);
      Optional<Instant> time = reachesEarliest ? Optional.of(earliest) : next(from, zone);
      if (time.filter(candidate -> !candidate.isAfter(now)).isPresent()) {
        Instant last = earliest;
        while (time.filter(candidate -> !candidate.isAfter(now)).isPresent()) {
          last = time.get();
          time = next(last, zone);
        }
        return last;
      }
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(parts.toArray());
  }
}
