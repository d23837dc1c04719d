package dev.pawl.finding;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Stores and reads the findings of steps. */
@Component
public class FindingRepository {

  private static final int BATCH_SIZE = 500;

  private final JdbcTemplate jdbc;
  private final JdbcClient client;

  FindingRepository(JdbcTemplate jdbc, JdbcClient client) {
    this.jdbc = jdbc;
    this.client = client;
  }

  /**
   * Stores the findings of a step; replaces those of an earlier attempt.
   *
   * @param comparison the comparison that decides which of them are new; null if there are no findings
   */
  public void replace(UUID step, List<Finding> findings, @Nullable FindingComparison comparison) {
    jdbc.update("delete from finding where step_id = ?", step);
    var rows = new ArrayList<Object[]>();
    for (Finding finding : findings) {
      rows.add(
          new Object[] {
            step,
            rows.size(),
            replaceNul(finding.file()),
            finding.line(),
            finding.submittedLine(),
            finding.column(),
            finding.endLine(),
            finding.endColumn(),
            finding.severity().name(),
            finding.tool(),
            finding.rule(),
            replaceNul(finding.message()),
            finding.fingerprint(),
            comparison != null && comparison.isInBase(finding.fingerprint()),
            comparison != null && comparison.isNew(finding.fingerprint()),
            comparison != null && comparison.baseline().contains(finding.fingerprint()),
            finding.suppression() == null ? null : finding.suppression().by(),
            finding.suppression() == null ? null : reason(finding.suppression()),
            finding.relatedLocations() == null
                ? null
                : JsonMapper.shared().writeValueAsString(finding.relatedLocations())
          });
    }
    String sql =
        """
        insert into finding (step_id, position, file, line, submitted_line, "column", end_line,
          end_column, severity, tool, rule, message, fingerprint, in_base, is_new, baseline,
          suppressed_by, suppression_reason, related_locations)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
        """;
    for (int from = 0; from < rows.size(); from += BATCH_SIZE) {
      jdbc.batchUpdate(sql, rows.subList(from, Math.min(from + BATCH_SIZE, rows.size())));
    }
  }

  private static @Nullable String reason(Suppression suppression) {
    return suppression.reason() == null ? null : replaceNul(suppression.reason());
  }

  /** Replaces NUL, the only character that PostgreSQL cannot store. */
  private static String replaceNul(String text) {
    return text.replace('\0', '\uFFFD');
  }

  /**
   * A stored finding.
   *
   * @param step the step that reported it
   * @param number its number among all findings of the selected steps, from 1
   * @param isNew whether it is new by the comparison of its workflow
   * @param baseline whether the baseline of the target contains it
   */
  record Row(UUID step, int number, Finding finding, boolean isNew, boolean baseline) {}

  /**
   * Returns the findings of steps after a number, optionally of one severity, or only those that the code suppresses, or
   * only the others. The findings of several steps are in the
   * order of files, lines and steps; those of one step in the order in which they were reported.
   */
  List<Row> findAfter(
      List<UUID> steps,
      int number,
      @Nullable Severity severity,
      @Nullable Boolean suppressed,
      int limit) {
    if (steps.size() == 1) {
      return client
          .sql(
              """
              select *, position + 1 as number from finding
              where step_id = ? and position >= ? and (?::text is null or severity = ?)
                and (?::boolean is null or (suppressed_by is not null) = ?)
              order by position limit ?
              """)
          .params(
              Arrays.asList(
                  steps.getFirst(),
                  number,
                  name(severity),
                  name(severity),
                  suppressed,
                  suppressed,
                  limit))
          .query((row, rowNumber) -> mapRow(row))
          .list();
    }
    return client
        .sql(
            """
            select * from (
              select *, row_number() over (
                order by file collate "C", line, array_position(cast(:steps as uuid[]), step_id), position)::int as number
              from finding where step_id = any(cast(:steps as uuid[]))) numbered
            where number > :number and (:severity::text is null or severity = :severity)
              and (:suppressed::boolean is null or (suppressed_by is not null) = :suppressed)
            order by number limit :limit
            """)
        .param("steps", UuidArray.of(steps))
        .param("number", number)
        .param("severity", name(severity))
        .param("suppressed", suppressed)
        .param("limit", limit)
        .query((row, rowNumber) -> mapRow(row))
        .list();
  }

  private static Row mapRow(ResultSet row) throws SQLException {
    return new Row(
        row.getObject("step_id", UUID.class),
        row.getInt("number"),
        mapFinding(row),
        row.getBoolean("is_new"),
        row.getBoolean("baseline"));
  }

  /** Counts the findings of steps by severity, without those that the code suppresses, which are counted together. */
  FindingCounts countBySeverity(List<UUID> steps) {
    return client
        .sql(
            """
            select count(*) filter (where severity = 'ERROR' and suppressed_by is null) as errors,
              count(*) filter (where severity = 'WARNING' and suppressed_by is null) as warnings,
              count(*) filter (where severity = 'INFO' and suppressed_by is null) as infos,
              count(suppressed_by) as suppressed
            from finding where step_id = any(cast(? as uuid[]))
            """)
        .param(UuidArray.of(steps))
        .query(FindingCounts.class)
        .single();
  }

  /**
   * Counts the findings of steps by state.
   *
   * @param first the first runs of the examinations
   * @param resolved the fingerprints of the findings with a resolution
   */
  FindingStates countByState(List<UUID> steps, List<UUID> first, Set<String> resolved) {
    return client
        .sql(
            """
            with judged as (
              select is_new, baseline, fingerprint = any(:resolved) as resolved from finding
              where step_id = any(cast(:steps as uuid[])) and suppressed_by is null)
            select count(*) filter (where is_new and not baseline and not resolved) as new_findings,
              count(*) filter (where not is_new and not baseline and not resolved) as known,
              count(*) filter (where baseline) as baseline,
              count(*) filter (where resolved and not baseline) as resolved,
              (select count(*) from finding where step_id = any(cast(:first as uuid[]))
                and suppressed_by is null and fingerprint not in (
                  select fingerprint from finding
                  where step_id = any(cast(:steps as uuid[])))) as fixed
            from judged
            """)
        .param("steps", UuidArray.of(steps))
        .param("first", UuidArray.of(first))
        .param("resolved", resolved.toArray(String[]::new))
        .query(FindingStates.class)
        .single();
  }

  private static @Nullable String name(@Nullable Severity severity) {
    return severity == null ? null : severity.name();
  }

  static Finding mapFinding(ResultSet row) throws SQLException {
    return new Finding(
        row.getString("file"),
        row.getInt("line"),
        row.getInt("submitted_line"),
        row.getInt("column"),
        row.getInt("end_line"),
        row.getInt("end_column"),
        Severity.valueOf(row.getString("severity")),
        row.getString("tool"),
        row.getString("rule"),
        row.getString("message"),
        row.getString("fingerprint"),
        mapSuppression(row),
        mapRelatedLocations(row.getString("related_locations")));
  }

  private static @Nullable Suppression mapSuppression(ResultSet row) throws SQLException {
    String by = row.getString("suppressed_by");
    return by == null ? null : new Suppression(by, row.getString("suppression_reason"));
  }

  private static @Nullable List<RelatedLocation> mapRelatedLocations(@Nullable String json) {
    return json == null
        ? null
        : List.of(JsonMapper.shared().readValue(json, RelatedLocation[].class));
  }

  /** Returns the fingerprints of the findings of steps that the base versions have too. */
  Set<String> findFingerprintsInBase(List<UUID> steps) {
    return new HashSet<>(
        client
            .sql(
                """
                select fingerprint from finding
                where step_id = any(cast(? as uuid[])) and in_base and suppressed_by is null
                """)
            .param(UuidArray.of(steps))
            .query(String.class)
            .list());
  }

  /**
   * Returns the fingerprints of the findings of a step.
   *
   * @param all whether to include the findings at lines that the submitted files do not have
   */
  Set<String> findFingerprints(UUID step, boolean all) {
    return new HashSet<>(
        client
            .sql(
                """
                select fingerprint from finding
                where step_id = ? and (? or submitted_line > 0 or line = 0) and suppressed_by is null
                """)
            .params(step, all)
            .query(String.class)
            .list());
  }

  /** Returns the tools that have reported findings in a step. */
  List<String> findTools(UUID step) {
    return client
        .sql("select distinct tool from finding where step_id = ?")
        .param(step)
        .query((row, number) -> row.getString("tool"))
        .list();
  }

  /** Returns whether one of these steps has reported a finding. */
  boolean exists(String fingerprint, List<UUID> steps) {
    return client
        .sql(
            """
            select exists (
              select from finding where step_id = any(cast(? as uuid[])) and fingerprint = ?)
            """)
        .params(UuidArray.of(steps), fingerprint)
        .query(Boolean.class)
        .single();
  }

  /**
   * Returns the findings that only the first runs of examinations have, and not their last runs, in the order of files.
   *
   * @param offset the number of findings to skip
   */
  List<Finding> findFixed(List<UUID> first, List<UUID> last, int offset, int limit) {
    return client
        .sql(
            """
            select * from finding
            where step_id = any(cast(:first as uuid[])) and suppressed_by is null and fingerprint not in (
              select fingerprint from finding where step_id = any(cast(:last as uuid[])))
            order by file collate "C", line, step_id, position offset :offset limit :limit
            """)
        .param("first", UuidArray.of(first))
        .param("last", UuidArray.of(last))
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) -> mapFinding(row))
        .list();
  }
}
