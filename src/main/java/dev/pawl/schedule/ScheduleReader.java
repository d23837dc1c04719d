package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.Terms;
import dev.pawl.submission.Submissions;
import dev.pawl.workflow.BodyReader;
import dev.pawl.workflow.InvalidRequest;
import dev.pawl.workflow.InvalidRequest.Fault;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses and validates a schedule, including the workflow that it submits, and reports all errors at once. */
@Component
class ScheduleReader {

  /** The label of a workflow that names the schedule that submitted it. */
  static final String LABEL = "schedule";

  private static final String NAME = "[A-Za-z0-9_.-]{1,63}";
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final int LONGEST_CRON = 200;
  private static final int LONGEST_WORKFLOW = 100_000;
  private static final int MOST_LABELS = 31;

  /** Writes the stored workflow as ASCII: lone surrogates can be written as escapes only. */
  private static final JsonMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Submissions submissions;
  private final Clock clock;

  ScheduleReader(Submissions submissions, Clock clock) {
    this.submissions = submissions;
    this.clock = clock;
  }

  /**
   * Parses and validates a request body.
   *
   * @throws InvalidRequest with all errors
   */
  Terms read(@Nullable String body) {
    var faults = new ArrayList<Fault>();
    ScheduleRequest request =
        BodyReader.read(
            body,
            ScheduleRequest.class,
            "The body must be a JSON object with name, cron and workflow.",
            faults);
    String name = request.name();
    if ((name == null || !name.matches(NAME)) && isGood("/name", faults)) {
      faults.add(new Fault("/name", "must be 1 to 63 letters, digits, _ . or -"));
    }
    ZoneId zone = zone(request.timeZone(), faults);
    checkCron(request.cron(), zone, faults);
    String workflow = workflow(request.workflow(), faults);
    if (!faults.isEmpty() || name == null || request.cron() == null) {
      throw new InvalidRequest(faults);
    }
    return new Terms(
        name,
        request.cron().strip(),
        zone,
        workflow,
        request.overlap() == null ? Overlap.SKIP : request.overlap(),
        request.catchUp() == null ? CatchUp.LATEST : request.catchUp(),
        !Boolean.FALSE.equals(request.enabled()));
  }

  /** Returns whether no error, such as a wrong type, was reported for this location yet. */
  private static boolean isGood(String pointer, List<Fault> faults) {
    return faults.stream().noneMatch(fault -> fault.pointer().equals(pointer));
  }

  private static ZoneId zone(@Nullable String name, List<Fault> faults) {
    if (name == null) {
      return UTC;
    }
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      faults.add(new Fault("/time_zone", "must be an IANA time zone name such as Europe/Berlin"));
      return UTC;
    }
    return ZoneId.of(name);
  }

  private void checkCron(@Nullable String cron, ZoneId zone, List<Fault> faults) {
    if (!isGood("/cron", faults)) {
      return;
    }
    if (cron == null || cron.length() > LONGEST_CRON) {
      faults.add(
          new Fault(
              "/cron",
              "must be five fields such as 30 2 * * 1-5, of at most 200 characters, or a macro such"
                  + " as @daily"));
      return;
    }
    try {
      if (Cron.of(cron).next(clock.instant(), zone).isEmpty()) {
        faults.add(new Fault("/cron", "never matches a date"));
      }
    } catch (IllegalArgumentException wrong) {
      faults.add(new Fault("/cron", String.valueOf(wrong.getMessage())));
    }
  }

  /** Validates the workflow as a submission, without starting it, and returns the text to store. */
  private String workflow(@Nullable JsonNode workflow, List<Fault> faults) {
    if (workflow == null || !workflow.isObject()) {
      faults.add(new Fault("/workflow", "must be an object as accepted by POST /api/v1/workflows"));
      return "";
    }
    String text = ASCII.writeValueAsString(workflow);
    if (text.length() > LONGEST_WORKFLOW) {
      faults.add(new Fault("/workflow", "must not be longer than 100000 characters"));
      return text;
    }
    if (workflow.path("labels").has(LABEL)) {
      faults.add(
          new Fault("/workflow/labels", "must not contain schedule, which is added automatically"));
    } else if (workflow.path("labels").size() == MOST_LABELS + 1) {
      faults.add(
          new Fault(
              "/workflow/labels", "must not be more than 31, because schedule is added to them"));
    }
    try {
      submissions.read(text, null, Map.of(), null);
    } catch (InvalidRequest invalid) {
      faults.addAll(faults(invalid));
    }
    return text;
  }

  private static List<Fault> faults(InvalidRequest invalid) {
    return invalid.faults().isEmpty()
        ? List.of(
            new Fault("/workflow", Optional.ofNullable(invalid.getBody().getDetail()).orElse("")))
        : invalid.faults().stream()
            .map(fault -> new Fault("/workflow" + fault.pointer(), fault.detail()))
            .toList();
  }
}
