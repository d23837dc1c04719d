package dev.pawl.finding;

import dev.pawl.command.Fingerprint;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stores the examinations of targets, and compares each with the one before. */
@Component
class ExaminationRepository {

  private final JdbcClient client;

  ExaminationRepository(JdbcClient client) {
    this.client = client;
  }

  /** Deletes the examinations of a workflow, which are recorded again after a rollback. */
  void deleteByWorkflow(UUID workflow) {
    client.sql("delete from examination where workflow_id = ?").param(workflow).update();
  }

  /**
   * Records a step as the last examination of its target by its command.
   *
   * @param command the command with its arguments
   */
  void add(
      ExaminedWorkflow workflow, UUID step, String command, @Nullable String tree, Instant now) {
    TargetKey target = TargetKey.of(workflow);
    UUID previous = findLast(target, workflow.ref(), command).map(Examination::step).orElse(null);
    client
        .sql(
            """
            insert into examination (step_id, workflow_id, workflow_name, target_name, project, ref,
              command, tree, previous_step, examined_at, errors, warnings, infos, new, fixed, baseline)
            select :step, :workflow, :name, :target, :project, cast(:ref as text), :command, :tree,
              cast(:previous as uuid), cast(:now as timestamptz),
              count(*) filter (where severity = 'ERROR'),
              count(*) filter (where severity = 'WARNING'),
              count(*) filter (where severity = 'INFO'),
              count(*) filter (where fingerprint not in (
                select fingerprint from finding where step_id = cast(:previous as uuid))),
              (select count(*) from finding where step_id = cast(:previous as uuid)
                and suppressed_by is null and fingerprint not in (
                select fingerprint from finding where step_id = :step)),
              count(*) filter (where baseline)
            from finding where step_id = :step and suppressed_by is null
            """)
        .param("step", step)
        .param("workflow", workflow.id())
        .param("name", workflow.name())
        .param("target", target.name())
        .param("project", target.project())
        .param("ref", workflow.ref())
        .param("command", command)
        .param("tree", tree)
        .param("previous", previous)
        .param("now", Timestamp.from(now))
        .update();
  }

  /** Returns the last examination of a target by a command, preferably of the same branch or tag. */
  Optional<Examination> findLast(TargetKey target, @Nullable String ref, String command) {
    return client
        .sql(
            """
            select step, tree from (
              (select 0 as position, step_id as step, tree from examination
                where target_name = :target and project = :project and command = :command
                  and coalesce(ref, '') = coalesce(cast(:ref as text), '')
                order by examined_at desc limit 1)
              union all
              (select 1, step_id, tree from examination
                where target_name = :target and project = :project and command = :command
                order by examined_at desc limit 1)) last
            order by position limit 1
            """)
        .param("target", target.name())
        .param("project", target.project())
        .param("command", command)
        .param("ref", ref)
        .query(Examination.class)
        .optional();
  }

  /** Returns the digits of fingerprints that identify the files of a step, by path. */
  Map<String, String> findFileKeys(UUID step) {
    var keys = new HashMap<String, String>();
    client
        .sql(
            "select file, min(fingerprint) as fingerprint from finding where step_id = ? group by"
                + " file")
        .param(step)
        .query(row -> {
          keys.put(row.getString("file"), Fingerprint.fileKeyOf(row.getString("fingerprint")));
        });
    return keys;
  }

  /**
   * The last examinations of a target by all commands.
   *
   * @param project the project of the workflows; empty without one
   * @param steps the names of the workflows by the steps whose findings are those of the target
   * @param previous the steps that these are compared with
   */
  record LastExaminations(String project, Map<UUID, String> steps, List<UUID> previous) {}

  /**
   * Returns the last examinations of a target.
   *
   * @param project the project; all projects if absent
   * @param ref the branch or tag; that of the last examination if absent
   */
  Optional<LastExaminations> findLast(
      String target, @Nullable String project, @Nullable String ref) {
    record Row(String project, UUID step, String workflow, @Nullable UUID previous) {}
    List<Row> rows =
        List.copyOf(
            client
                .sql(
                    """
                    with last as (
                      select project, ref from examination
                      where target_name = :target and (:project::text is null or project = :project)
                        and (:ref::text is null or ref = :ref)
                      order by examined_at desc limit 1)
                    select distinct on (e.command) e.project, e.step_id as step,
                      e.workflow_name as workflow, e.previous_step as previous
                    from examination e join last on e.project = last.project
                      and e.ref is not distinct from last.ref
                    where e.target_name = :target
                    order by e.command, e.examined_at desc
                    """)
                .param("target", target)
                .param("project", project)
                .param("ref", ref)
                .query(Row.class)
                .list());
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LastExaminations(
                rows.getFirst().project(),
                rows.stream().collect(Collectors.toMap(Row::step, Row::workflow)),
                rows.stream().map(Row::previous).filter(Objects::nonNull).toList()));
  }

  /**
   * The findings of a target after a workflow.
   *
   * @param workflowId the id of the workflow
   * @param ref the full name of the branch or tag; absent unless the target is a repository
   * @param examinedAt the time when the workflow ended
   * @param open the number of findings
   * @param errors the number of errors among them
   * @param warnings the number of warnings among them
   * @param infos the number of notes among them
   * @param baseline the number of findings in the baseline
   * @param newFindings the number of findings that the examination before did not have
   * @param fixed the number of findings that only the examination before had
   */
  @Schema(name = "FindingHistoryEntry")
  record HistoryEntry(
      String workflowId,
      @Nullable String ref,
      Instant examinedAt,
      long open,
      long errors,
      long warnings,
      long infos,
      long baseline,
      long newFindings,
      long fixed) {}

  /**
   * Returns what workflows have found in a target, newest first.
   *
   * @param offset the number of newer workflows to skip
   */
  List<HistoryEntry> findHistory(
      String target, @Nullable String project, @Nullable String ref, int offset, int limit) {
    return client
        .sql(
            """
            select workflow_name, ref, max(examined_at) as examined_at, sum(errors) as errors,
              sum(warnings) as warnings, sum(infos) as infos, sum(baseline) as baseline,
              sum(new) as new, sum(fixed) as fixed
            from examination
            where target_name = :target and (:project::text is null or project = :project)
              and (:ref::text is null or ref = :ref)
            group by workflow_id, workflow_name, ref
            order by max(examined_at) desc, workflow_id desc
            offset :offset limit :limit
            """)
        .param("target", target)
        .param("project", project)
        .param("ref", ref)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) ->
            new HistoryEntry(
                row.getString("workflow_name"),
                row.getString("ref"),
                row.getTimestamp("examined_at").toInstant(),
                row.getLong("errors") + row.getLong("warnings") + row.getLong("infos"),
                row.getLong("errors"),
                row.getLong("warnings"),
                row.getLong("infos"),
                row.getLong("baseline"),
                row.getLong("new"),
                row.getLong("fixed")))
        .list();
  }
}
