package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.ScheduleDefinition;
import dev.pawl.submission.WorkflowTemplateReader;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Parses and validates a schedule, including the workflow that it submits, and reports all errors at once. */
@Component
class ScheduleReader {

  /** The label of a workflow that names the schedule that submitted it. */
  static final String LABEL = "schedule";

  private static final String NAME_PATTERN = "[A-Za-z0-9_.-]{1,63}";
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final int MAX_CRON_LENGTH = 200;

  private final WorkflowTemplateReader templates;
  private final Clock clock;

  ScheduleReader(WorkflowTemplateReader templates, Clock clock) {
    this.templates = templates;
    this.clock = clock;
  }

  /**
   * Parses and validates a request body.
   *
   * @throws InvalidRequestException with all errors
   */
  ScheduleDefinition read(@Nullable String body) {
    var faults = new ArrayList<ValidationError>();
    ScheduleRequest request =
        StrictJsonReader.read(
            body,
            ScheduleRequest.class,
            "The body must be a JSON object with name, cron and workflow.",
            faults);
    String name = request.name();
    if ((name == null || !name.matches(NAME_PATTERN)) && hasNoError("/name", faults)) {
      faults.add(new ValidationError("/name", "must be 1 to 63 letters, digits, _ . or -"));
    }
    ZoneId zone = parseZone(request.timeZone(), faults);
    validateCron(request.cron(), zone, faults);
    String workflow = templates.read(request.workflow(), LABEL, UnaryOperator.identity(), faults);
    if (!faults.isEmpty() || name == null || request.cron() == null) {
      throw new InvalidRequestException(faults);
    }
    return new ScheduleDefinition(
        name,
        request.cron().strip(),
        zone,
        workflow,
        request.overlap() == null ? Overlap.SKIP : request.overlap(),
        request.catchUp() == null ? CatchUp.LATEST : request.catchUp(),
        !Boolean.FALSE.equals(request.enabled()));
  }

  /** Returns whether no error, such as a wrong type, was reported for this location yet. */
  private static boolean hasNoError(String pointer, List<ValidationError> faults) {
    return faults.stream().noneMatch(fault -> fault.pointer().equals(pointer));
  }

  private static ZoneId parseZone(@Nullable String name, List<ValidationError> faults) {
    if (name == null) {
      return UTC;
    }
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      faults.add(
          new ValidationError(
              "/time_zone", "must be an IANA time zone name such as Europe/Berlin"));
      return UTC;
    }
    return ZoneId.of(name);
  }

  private void validateCron(@Nullable String cron, ZoneId zone, List<ValidationError> faults) {
    if (!hasNoError("/cron", faults)) {
      return;
    }
    if (cron == null || cron.length() > MAX_CRON_LENGTH) {
      faults.add(
          new ValidationError(
              "/cron",
              "must be five fields such as 30 2 * * 1-5, of at most 200 characters, or a macro such"
                  + " as @daily"));
      return;
    }
    try {
      if (CronSchedule.of(cron).next(clock.instant(), zone).isEmpty()) {
        faults.add(new ValidationError("/cron", "never matches a date"));
      }
    } catch (IllegalArgumentException invalid) {
      faults.add(new ValidationError("/cron", String.valueOf(invalid.getMessage())));
    }
  }
}
