package dev.pawl.dashboard;

import dev.pawl.workflow.StepStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Queries what the list of workflows shows in addition to the workflows: steps, findings and changed files. */
@Component
class WorkflowRowQueries {

  /**
   * A step that examines a workflow replaces an earlier one that examined the same; positions of findings have no gaps,
   * so that the highest one is their number without counting.
   */
  private static final String FACTS =
      """
      with shown as (
        select w.id, w.name, (
          select b.id from workflow b
          where b.target_name = w.target_name and b.type = w.type and b.project is not distinct from w.project
            and b.id < w.id
            and b.status in ('COMPLETED', 'FAILED') order by b.id desc limit 1) as before
        from workflow w where w.name in (:names)),
      run as (
        select p.workflow_id, s.id, s.command, s.arguments, s.status, p.position as phase, s.position
        from phase p join step s on s.phase_id = p.id
        where p.workflow_id in (select id from shown union select before from shown)),
      latest as (
        select distinct on (workflow_id, examination) workflow_id, id, command from (
          select run.*, case when command like 'quality/dedupe%' then 'quality/dedupe'
            else command || ' ' || arguments end as examination from run) keyed
        where exists (select from attempt where step_id = keyed.id)
        order by workflow_id, examination, phase desc, position desc),
      found as (
        select workflow_id,
          sum((select coalesce(max(position) + 1, 0) from finding where step_id = latest.id))::bigint as findings
        from latest group by workflow_id
        having bool_or(command in ('quality/verify', 'quality/analyze', 'quality/dedupe', 'quality/dedupe_advanced')))
      select shown.name,
        (select string_agg(status, ' ' order by phase, position) from run where workflow_id = shown.id) as steps,
        now.findings, earlier.findings as findings_before,
        (select (a.outcome -> 'metrics' ->> 'files_changed')::bigint from attempt a join run on run.id = a.step_id
          where run.workflow_id = shown.id and run.command = 'integrity/check' and a.status = 'COMPLETED'
          order by a.ended_at desc limit 1) as files,
        (select case
            when w.status = 'AWAITING_DECISION' then concat(w.decision ->> 'step', ': ', w.decision ->> 'reason')
            else concat('waits for ', w.awaited, ', held by ' || l.owner_name,
              case when holder.status = 'AWAITING_DECISION' then ', which needs a decision' end) end
          from workflow w left join lock l on l.resource = w.awaited
            left join workflow holder on holder.name = l.owner_name
          where w.id = shown.id and (w.status = 'AWAITING_DECISION'
            or w.status in ('QUEUED', 'RUNNING') and w.awaited is not null)) as waits
      from shown left join found now on now.workflow_id = shown.id
        left join found earlier on earlier.workflow_id = shown.before
      """;

  private final JdbcClient client;

  WorkflowRowQueries(JdbcClient client) {
    this.client = client;
  }

  /**
   * The facts of one workflow in the list.
   *
   * @param steps the statuses of its steps, in plan order
   * @param findings the number of findings; null if nothing was examined
   * @param findingsBefore the number of findings of the previous workflow of this type on the target, if there was one
   * @param files the number of changed files; null if it is not known
   * @param waits what it waits for, such as the answer to a decision; null if it waits for nothing but a worker
   */
  record RowFacts(
      List<StepStatus> steps,
      @Nullable Long findings,
      @Nullable Long findingsBefore,
      @Nullable Long files,
      @Nullable String waits) {

    static final RowFacts NONE = new RowFacts(List.of(), null, null, null, null);

    /** Returns how many findings there are more than before; null if this is not known. */
    public @Nullable Long difference() {
      return findings == null || findingsBefore == null ? null : findings - findingsBefore;
    }

    /** Returns the steps in words, such as {@code 7 of 8 steps ended}. */
    public String progress() {
      long ended =
          steps.stream()
              .filter(step -> step != StepStatus.PENDING && step != StepStatus.RUNNING)
              .count();
      return "%d of %d steps ended".formatted(ended, steps.size());
    }
  }

  private record Row(
      String name,
      @Nullable String steps,
      @Nullable Long findings,
      @Nullable Long findingsBefore,
      @Nullable Long files,
      @Nullable String waits) {

    RowFacts facts() {
      List<StepStatus> statuses =
          steps == null
              ? List.of()
              : Arrays.stream(steps.split(" ")).map(StepStatus::valueOf).toList();
      return new RowFacts(statuses, findings, findingsBefore, files, waits);
    }
  }

  /** Returns the facts of workflows by their ids. */
  Map<String, RowFacts> find(List<String> names) {
    if (names.isEmpty()) {
      return Map.of();
    }
    return client.sql(FACTS).param("names", names).query(Row.class).list().stream()
        .map(Objects::requireNonNull)
        .collect(Collectors.toMap(Row::name, Row::facts));
  }
}
