package dev.pawl.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTests {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneId.of("UTC");

  private static List<String> next(String cron, String after, ZoneId zone, int limit) {
    return CronSchedule.of(cron).next(Instant.parse(after), zone, limit).stream()
        .map(Instant::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 2 * * *      | 2026-01-31T12:00:00Z | 2026-02-01T02:30:00Z",
        "*/15 * * * *    | 2026-01-31T12:00:00Z | 2026-01-31T12:15:00Z",
        "0 9-17/4 * * *  | 2026-01-31T12:00:00Z | 2026-01-31T13:00:00Z",
        "0 0 1,15 * *    | 2026-01-31T12:00:00Z | 2026-02-01T00:00:00Z",
        "0 0 29 2 *      | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z",
        "0 0 * * 0       | 2026-01-31T12:00:00Z | 2026-02-01T00:00:00Z",
        "0 0 * * 7       | 2026-01-31T12:00:00Z | 2026-02-01T00:00:00Z",
        "0 0 * * sun     | 2026-01-31T12:00:00Z | 2026-02-01T00:00:00Z",
        "0 0 * JAN-MAR 1 | 2026-01-31T12:00:00Z | 2026-02-02T00:00:00Z",
        "0 0 * * 5-7     | 2026-02-02T12:00:00Z | 2026-02-06T00:00:00Z",
        "@daily          | 2026-01-31T12:00:00Z | 2026-02-01T00:00:00Z",
        "@Hourly         | 2026-01-31T12:00:00Z | 2026-01-31T13:00:00Z",
        "@weekly         | 2026-01-31T12:00:00Z | 2026-02-01T00:00:00Z",
        "@yearly         | 2026-01-31T12:00:00Z | 2027-01-01T00:00:00Z",
        "  5   4 * * *   | 2026-01-31T04:05:00Z | 2026-02-01T04:05:00Z",
      })
  void hasTheSemanticsOfUnixCron(String cron, String after, String next) {
    assertThat(next(cron, after, UTC, 1)).containsExactly(next);
  }

  @Test
  void matchesEitherDayField() {
    assertThat(next("0 0 13 * 5", "2026-02-01T00:00:00Z", UTC, 5))
        .as("each Friday, and each 13th")
        .containsExactly(
            "2026-02-06T00:00:00Z",
            "2026-02-13T00:00:00Z",
            "2026-02-20T00:00:00Z",
            "2026-02-27T00:00:00Z",
            "2026-03-06T00:00:00Z");
    assertThat(next("0 0 14 * 5", "2026-02-12T00:00:00Z", UTC, 3))
        .containsExactly("2026-02-13T00:00:00Z", "2026-02-14T00:00:00Z", "2026-02-20T00:00:00Z");
    assertThat(next("0 0 */2 * 5", "2026-02-01T00:00:00Z", UTC, 2))
        .as("Fridays of odd days: a field that begins with * does not restrict the days")
        .containsExactly("2026-02-13T00:00:00Z", "2026-02-27T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''              | must have the five fields",
        "* * * *         | must have the five fields",
        "0 0 0 * * *     | must have the five fields",
        "60 * * * *      | has the invalid value 60 for the minute",
        "0 25 * * *      | has the invalid value 25 for the hour",
        "0 0 32 * *      | has the invalid value 32 for the day of the month",
        "0 0 0 * *       | has the invalid value 0 for the day of the month",
        "0 0 * 13 *      | has the invalid value 13 for the month",
        "0 0 * * 8       | has the invalid value 8 for the day of the week",
        "0 0 * * MONDAY  | has the invalid value MONDAY for the day of the week",
        "0 0 * FOO *     | has the invalid value FOO for the month",
        "0 0 L * *       | has the invalid value L for the day of the month",
        "0 0 ? * *       | has the invalid value ? for the day of the month",
        "0 0 * * 5#2     | has the invalid value 5#2 for the day of the week",
        "*/0 * * * *     | has the invalid value */0 for the minute",
        "5-1 * * * *     | has the invalid value 5-1 for the minute",
        "1,,2 * * * *    | has the invalid value 1,,2 for the minute",
        "-1 * * * *      | has the invalid value -1 for the minute",
        "99999 * * * *   | has the invalid value 99999 for the minute",
        "١ * * * *       | has the invalid value ١ for the minute",
        "@reboot         | is not one of the macros @yearly",
        "@               | is not one of the macros",
      })
  void reportsInvalidExpressions(String cron, String message) {
    assertThatThrownBy(() -> CronSchedule.of(cron))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void returnsNothingForImpossibleDates() {
    assertThat(CronSchedule.of("0 0 30 2 *").next(Instant.parse("2026-01-01T00:00:00Z"), UTC))
        .isEmpty();
    assertThat(next("0 0 30 2 *", "2026-01-01T00:00:00Z", UTC, 5)).isEmpty();
  }

  /** On 29 March 2026, clocks in Berlin are set forward from 02:00 to 03:00. */
  @Test
  void skipsMissingLocalTimes() {
    assertThat(next("30 2 * * *", "2026-03-28T00:00:00Z", BERLIN, 3))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
    assertThat(next("0 * * * *", "2026-03-29T00:00:00Z", BERLIN, 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
  }

  /** On 25 October 2026, clocks in Berlin are set back from 03:00 to 02:00. */
  @Test
  void matchesRepeatedLocalTimesTwice() {
    assertThat(next("30 2 * * *", "2026-10-24T12:00:00Z", BERLIN, 3))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(next("0 * * * *", "2026-10-24T23:30:00Z", BERLIN, 4))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T03:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 * * * * | 2026-01-31T12:00:00Z | 2026-01-31T12:00:00Z | 2026-01-31T12:00:00Z",
        "0 * * * * | 2026-01-31T12:00:00Z | 2026-01-31T12:59:59Z | 2026-01-31T12:00:00Z",
        "0 * * * * | 2026-01-31T12:00:00Z | 2026-01-31T15:00:00Z | 2026-01-31T15:00:00Z",
        "0 0 1 * * | 2026-01-01T00:00:00Z | 2026-05-31T15:00:00Z | 2026-05-01T00:00:00Z",
        "@yearly   | 2026-01-01T00:00:00Z | 2026-12-31T15:00:00Z | 2026-01-01T00:00:00Z",
      })
  void findsTheLatestPastTime(String cron, String first, String now, String latest) {
    assertThat(CronSchedule.of(cron).latest(Instant.parse(first), Instant.parse(now), UTC))
        .hasToString(latest);
  }

  @Test
  void findsTheLatestOfManyQuickly() {
    var first = Instant.parse("1996-01-31T12:00:00Z");
    var now = Instant.parse("2026-01-31T12:00:30Z");

    Instant latest =
        assertTimeout(
            Duration.ofSeconds(2), () -> CronSchedule.of("* * * * *").latest(first, now, BERLIN));

    assertThat(latest).hasToString("2026-01-31T12:00:00Z");
  }
}
