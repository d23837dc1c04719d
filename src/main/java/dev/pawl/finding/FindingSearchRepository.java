package dev.pawl.finding;

import dev.pawl.command.Finding;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Searches and groups the findings of steps. */
@Component
class FindingSearchRepository {

  private final JdbcClient client;

  FindingSearchRepository(JdbcClient client) {
    this.client = client;
  }

  /** A condition with its parameters. */
  private record Condition(String sql, Map<String, Object> parameters) {}

  /** A found row, and the number of all rows that match. */
  record FoundFinding(UUID step, Finding finding, boolean isNew, boolean baseline, long total) {}

  /**
   * A group of findings.
   *
   * @param key the common value, such as {@code pmd/UnusedPrivateField}
   * @param findings the number of findings
   * @param errors the number of errors among them
   * @param warnings the number of warnings among them
   * @param infos the number of notes among them
   * @param newFindings the number of new findings
   * @param baseline the number of findings in the baseline
   */
  @Schema(name = "FindingGroup")
  record Group(
      String key,
      long findings,
      long errors,
      long warnings,
      long infos,
      long newFindings,
      long baseline) {}

  /** Returns the matching findings after an offset. */
  List<FoundFinding> find(
      FindingSource source, FindingFilter filter, FindingSort sort, int offset, int limit) {
    Condition condition = condition(source, filter);
    return client
        .sql(
            """
            with found as (%s)
            select *, count(*) over () as total from found order by %s offset :offset limit :limit
            """
                .formatted(condition.sql(), sort.orderBy()))
        .params(condition.parameters())
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) ->
            new FoundFinding(
                row.getObject("step_id", UUID.class),
                FindingRepository.mapFinding(row),
                row.getBoolean("is_new"),
                row.getBoolean("baseline"),
                row.getLong("total")))
        .list();
  }

  /** Returns the groups of the matching findings, the largest one first. */
  List<Group> group(
      FindingSource source, FindingFilter filter, FindingGrouping by, int offset, int limit) {
    Condition condition = condition(source, filter);
    return List.copyOf(
        client
            .sql(
                """
                with found as (%s)
                select %s as key, count(*) as findings,
                  count(*) filter (where severity = 'ERROR') as errors,
                  count(*) filter (where severity = 'WARNING') as warnings,
                  count(*) filter (where severity = 'INFO') as infos,
                  count(*) filter (where is_new) as new_findings,
                  count(*) filter (where baseline) as baseline
                from found group by 1 order by 2 desc, 1 offset :offset limit :limit
                """
                    .formatted(condition.sql(), by.expression()))
            .params(condition.parameters())
            .param("offset", offset)
            .param("limit", limit)
            .query(Group.class)
            .list());
  }

  private Condition condition(FindingSource source, FindingFilter filter) {
    var parameters = new HashMap<String, Object>();
    parameters.put("current", UuidArray.of(source.steps().keySet()));
    parameters.put("earlier", UuidArray.of(source.earlier()));
    String inCurrent = fingerprintsOf("current");
    String inEarlier = fingerprintsOf("earlier");
    String isNew =
        source.comparesWithEarlier() ? "fingerprint not in (%s)".formatted(inEarlier) : "is_new";
    var conditions = new ArrayList<String>();
    conditions.add(
        filter.fixed()
            ? "step_id = any(cast(:earlier as uuid[])) and fingerprint not in (%s)"
                .formatted(inCurrent)
            : "step_id = any(cast(:current as uuid[]))");
    conditions.add("suppressed_by is null");
    if (filter.severity() != null) {
      conditions.add("severity = :severity");
      parameters.put("severity", filter.severity().name());
    }
    if (filter.tool() != null) {
      conditions.add("tool = :tool");
      parameters.put("tool", filter.tool());
    }
    if (filter.rule() != null) {
      conditions.add(
          filter.rule().contains("/") ? "tool || '/' || rule like :rule" : "rule like :rule");
      parameters.put("rule", escapeLike(filter.rule()).replace('*', '%'));
    }
    if (filter.baseline() != null) {
      conditions.add("baseline = :baseline");
      parameters.put("baseline", filter.baseline());
    }
    if (filter.isNew() != null) {
      conditions.add("(%s) = :new".formatted(isNew));
      parameters.put("new", filter.isNew());
    }
    if (filter.text() != null) {
      conditions.add(
          "(message ilike :text or file ilike :text or tool || '/' || rule ilike :text)");
      parameters.put("text", "%" + escapeLike(filter.text()) + "%");
    }
    if (filter.resolution() != null) {
      boolean without = filter.resolution().equals(FindingFilter.NONE);
      conditions.add((without ? "not " : "") + "fingerprint = any(:resolved)");
      parameters.put("resolved", resolved(source, filter.resolution()));
    }
    if (filter.path() != null) {
      conditions.add("file = any(:files)");
      parameters.put("files", matchingFiles(conditions.getFirst(), parameters, filter));
    }
    String columns =
        """
        step_id, position, file, line, submitted_line, "column", end_line, end_column, severity,
          tool, rule, message, fingerprint, baseline, suppressed_by, suppression_reason,
          related_locations\
        """;
    return new Condition(
        "select %s, %s as is_new from finding where %s"
            .formatted(columns, filter.fixed() ? "false" : isNew, String.join(" and ", conditions)),
        parameters);
  }

  private static String fingerprintsOf(String steps) {
    return "select fingerprint from finding where step_id = any(cast(:%s as uuid[]))"
        .formatted(steps);
  }

  private static String[] resolved(FindingSource source, String resolution) {
    boolean all = resolution.equals(FindingFilter.ANY) || resolution.equals(FindingFilter.NONE);
    return source.resolutions().entrySet().stream()
        .filter(entry -> all || entry.getValue().resolution().value().equals(resolution))
        .map(Map.Entry::getKey)
        .toArray(String[]::new);
  }

  /** Returns the files with findings that match the pattern, in the dialect of Pawl. */
  private String[] matchingFiles(
      String ofSteps, Map<String, Object> parameters, FindingFilter filter) {
    return client
        .sql("select distinct file from finding where " + ofSteps)
        .params(Map.copyOf(parameters))
        .query(String.class)
        .list()
        .stream()
        .filter(file -> Objects.requireNonNull(filter.path()).includes(file))
        .toArray(String[]::new);
  }

  /** Escapes the wildcards of a pattern for {@code like}. */
  static String escapeLike(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
