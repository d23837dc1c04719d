package dev.pawl.finding;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stores the findings of baselines, which are written in bulk. */
@Component
class BaselineFindingRepository {

  private static final int BATCH_SIZE = 500;

  private final JdbcTemplate jdbc;
  private final JdbcClient client;

  BaselineFindingRepository(JdbcTemplate jdbc, JdbcClient client) {
    this.jdbc = jdbc;
    this.client = client;
  }

  /** The findings of steps that a baseline can contain: all except notes about files that could not be examined. */
  private static final String ACCEPTABLE =
      """
      step_id = any(cast(:steps as uuid[])) and suppressed_by is null
        and not (severity = 'INFO' and rule = any(:notes))
        and (cast(:fingerprints as text[]) is null or fingerprint = any(:fingerprints))
      """;

  /**
   * Adds the findings of steps, except notes about files that could not be examined, and marks them in their steps.
   *
   * @param fingerprints the only findings to add; null for all findings
   */
  void addFindings(UUID baseline, List<UUID> steps, @Nullable Collection<String> fingerprints) {
    client
        .sql(
            """
            insert into baseline_finding
              (baseline_id, fingerprint, file, line, severity, tool, rule, message)
            select distinct on (fingerprint) :baseline, fingerprint, file, line, severity, tool,
              rule, left(message, 500)
            from finding where %s
            order by fingerprint, step_id, position
            on conflict do nothing
            """
                .formatted(ACCEPTABLE))
        .param("baseline", baseline)
        .param("steps", UuidArray.of(steps))
        .param("notes", Finding.NOTES.toArray(String[]::new))
        .param("fingerprints", toArray(fingerprints), Types.ARRAY)
        .update();
    client
        .sql(
            """
            update finding f set baseline = true
            from baseline_finding b
            where f.step_id = any(cast(:steps as uuid[])) and not f.baseline
              and b.baseline_id = :baseline and b.fingerprint = f.fingerprint
            """)
        .param("baseline", baseline)
        .param("steps", UuidArray.of(steps))
        .update();
  }

  private static String @Nullable [] toArray(@Nullable Collection<String> fingerprints) {
    return fingerprints == null ? null : fingerprints.toArray(String[]::new);
  }

  /** Returns which of these findings of steps a baseline can contain. */
  Set<String> findAcceptable(List<UUID> steps, Collection<String> fingerprints) {
    return new HashSet<>(
        client
            .sql("select fingerprint from finding where " + ACCEPTABLE)
            .param("steps", UuidArray.of(steps))
            .param("notes", Finding.NOTES.toArray(String[]::new))
            .param("fingerprints", toArray(fingerprints), Types.ARRAY)
            .query(String.class)
            .list());
  }

  /** Removes a finding; returns false if the baseline does not contain it. */
  boolean remove(UUID baseline, String fingerprint) {
    return client
            .sql("delete from baseline_finding where baseline_id = ? and fingerprint = ?")
            .params(baseline, fingerprint)
            .update()
        > 0;
  }

  /** Removes the mark of a finding of steps that a baseline contains it. */
  void unmark(String fingerprint, List<UUID> steps) {
    client
        .sql(
            """
            update finding set baseline = false
            where step_id = any(cast(? as uuid[])) and fingerprint = ? and baseline
            """)
        .params(UuidArray.of(steps), fingerprint)
        .update();
  }

  /** Adds findings of a file; those that the baseline already has stay as they are. */
  void addAll(UUID baseline, List<BaselineFinding> findings) {
    var rows = new ArrayList<Object[]>(findings.size());
    for (BaselineFinding finding : findings) {
      Severity severity = finding.severity() == null ? Severity.WARNING : finding.severity();
      rows.add(
          new Object[] {
            baseline,
            finding.fingerprint(),
            finding.file(),
            finding.line() == null ? 0 : finding.line(),
            severity.name(),
            finding.tool(),
            finding.rule(),
            finding.message() == null ? "" : finding.message()
          });
    }
    String sql =
        """
        insert into baseline_finding
          (baseline_id, fingerprint, file, line, severity, tool, rule, message)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict do nothing
        """;
    for (int from = 0; from < rows.size(); from += BATCH_SIZE) {
      jdbc.batchUpdate(sql, rows.subList(from, Math.min(from + BATCH_SIZE, rows.size())));
    }
  }

  /** Returns which of these findings a baseline contains. */
  Set<String> findContained(UUID baseline, Collection<String> fingerprints) {
    return new HashSet<>(
        client
            .sql(
                """
                select fingerprint from baseline_finding
                where baseline_id = :baseline and fingerprint = any(:fingerprints)
                """)
            .param("baseline", baseline)
            .param("fingerprints", fingerprints.toArray(String[]::new))
            .query(String.class)
            .list());
  }

  /** Returns all findings of a baseline. */
  List<BaselineFinding> findAll(UUID baseline) {
    return client
        .sql(
            """
            select file, line, severity, tool, rule, message, fingerprint from baseline_finding
            where baseline_id = ?
            """)
        .param(baseline)
        .query((row, number) ->
            new BaselineFinding(
                row.getString("file"),
                row.getInt("line"),
                Severity.valueOf(row.getString("severity")),
                row.getString("tool"),
                row.getString("rule"),
                row.getString("message"),
                row.getString("fingerprint")))
        .list();
  }

  long count(UUID baseline) {
    return client
        .sql("select count(*) from baseline_finding where baseline_id = ?")
        .param(baseline)
        .query(Long.class)
        .single();
  }

  /**
   * Locks the baseline of a target until the end of the transaction.
   *
   * @param ref the branch or tag that was examined
   * @return the id; empty if there is no baseline, or only that of another branch
   */
  Optional<UUID> lock(TargetKey target, @Nullable String ref) {
    return client
        .sql(
            """
            select id from baseline
            where target_name = :target and project = :project
              and (ref is null or ref is not distinct from cast(:ref as text))
            for update
            """)
        .param("target", target.name())
        .param("project", target.project())
        .param("ref", ref)
        .query(UUID.class)
        .optional();
  }

  /**
   * Removes the findings that no longer occur: those of tools that have examined the target, in files that they could
   * examine.
   *
   * @param steps the steps that have examined the target
   */
  void removeFixed(UUID baseline, Collection<String> tools, List<UUID> steps, Instant now) {
    int removed =
        client
            .sql(
                """
                delete from baseline_finding
                where baseline_id = :baseline and tool = any(:tools)
                  and fingerprint not in (
                    select fingerprint from finding where step_id = any(cast(:steps as uuid[])))
                  and file not in (
                    select file from finding
                    where step_id = any(cast(:steps as uuid[])) and rule = any(:notes))
                """)
            .param("baseline", baseline)
            .param("tools", tools.toArray(String[]::new))
            .param("steps", UuidArray.of(steps))
            .param("notes", Finding.NOTES.toArray(String[]::new))
            .update();
    if (removed > 0) {
      client
          .sql("update baseline set fixed = fixed + ?, updated_at = ? where id = ?")
          .params(removed, Timestamp.from(now), baseline)
          .update();
    }
  }
}
