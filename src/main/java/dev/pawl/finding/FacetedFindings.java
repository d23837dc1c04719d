package dev.pawl.finding;

import dev.pawl.command.Finding;
import dev.pawl.snapshot.SnapshotReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Filters the findings of a workflow by facets, and counts what each facet would select. */
@Service
public class FacetedFindings {

  /** The findings of the steps, with the values of the facets, and whether each facet selects them. */
  private static final String MATCHED =
      """
      with described as (
        select *, tool || '/' || rule as rule_id,
          case when strpos(file, '/') = 0 then '.' else regexp_replace(file, '/[^/]*$', '') end as folder,
          case when is_new and not baseline then 'new' else 'known' end as state
        from finding where step_id = any(cast(:steps as uuid[])) and suppressed_by is null),
      matched as (
        select *,
          (cast(:severity as text) is null or severity = upper(:severity)) as by_severity,
          (cast(:state as text) is null or state = :state) as by_state,
          (cast(:tool as text) is null or tool = :tool) as by_tool,
          (cast(:rule as text) is null or rule_id = :rule) as by_rule,
          (cast(:folder as text) is null or folder = :folder or starts_with(folder, :folder || '/')) as by_folder
        from described)
      """;

  private static final int MAX_VALUES = 30;

  private final JdbcClient client;
  private final ExaminedWorkflows workflows;
  private final FindingService findings;
  private final SnapshotReader snapshots;

  FacetedFindings(
      JdbcClient client,
      ExaminedWorkflows workflows,
      FindingService findings,
      SnapshotReader snapshots) {
    this.client = client;
    this.workflows = workflows;
    this.findings = findings;
    this.snapshots = snapshots;
  }

  /** A property of findings by which they are filtered. */
  public enum Facet {
    SEVERITY,
    STATE,
    RULE,
    TOOL,
    FOLDER;

    /** Returns the name of the facet as a parameter. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String column() {
      return switch (this) {
        case SEVERITY -> "lower(severity)";
        case STATE -> "state";
        case RULE -> "rule_id";
        case TOOL -> "tool";
        case FOLDER -> "folder";
      };
    }
  }

  /** The order and the groups of a list. */
  public enum Grouping {
    /** The most severe findings first, without groups. */
    NONE("array_position(array['ERROR', 'WARNING', 'INFO'], severity), file collate \"C\", line"),
    RULE("rule_id collate \"C\", file collate \"C\", line"),
    FILE("file collate \"C\", line");

    private final String order;

    Grouping(String order) {
      this.order = order;
    }
  }

  /** A value of a facet, and the number of findings that have it and match all other facets. */
  public record FacetCount(String value, long count) {}

  /**
   * A finding in the list.
   *
   * @param number the number in the filtered list, from 1
   * @param isNew whether the state that gates on new code compare with does not have it
   */
  public record ListedFinding(int number, Finding finding, boolean isNew) {}

  /**
   * A page of findings.
   *
   * @param facets the values of each facet, most frequent first
   * @param comparedWith the state whose findings are not new
   * @param hasMore whether more findings follow
   */
  public record FindingsPage(
      List<ListedFinding> findings,
      Map<Facet, List<FacetCount>> facets,
      String comparedWith,
      boolean hasMore) {}

  /**
   * Returns a page of findings and the facets; empty if there is no such workflow.
   *
   * @param filter the selected values; facets without a value select all findings
   * @param after the number of the last finding of the previous page; 0 for the first page
   */
  @Transactional(readOnly = true)
  public Optional<FindingsPage> find(
      String workflow, Map<Facet, String> filter, Grouping grouping, int after, int limit) {
    Optional<ExaminedWorkflow> found = workflows.findExamined(workflow);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<UUID> steps = FindingService.reportingSteps(found.get(), null);
    var locator = FindingLocator.of(found.get(), snapshots);
    List<ListedFinding> page =
        bind(
                MATCHED
                    + """
                    select * from (
                      select *, row_number() over (order by %s, step_id, position)::int as number from matched
                      where by_severity and by_state and by_tool and by_rule and by_folder) numbered
                    where number > :after order by number limit :limit
                    """
                        .formatted(grouping.order),
                steps,
                filter)
            .param("after", after)
            .param("limit", limit + 1)
            .query((row, index) -> listed(row, locator))
            .list();
    return Optional.of(
        new FindingsPage(
            page.subList(0, Math.min(limit, page.size())),
            facets(steps, filter),
            findings.describeComparison(found.get()),
            page.size() > limit));
  }

  private static ListedFinding listed(ResultSet row, FindingLocator locator) throws SQLException {
    Finding finding = FindingRepository.mapFinding(row);
    return new ListedFinding(
        row.getInt("number"),
        locator.locate(row.getObject("step_id", UUID.class), finding),
        row.getString("state").equals("new"));
  }

  private record FacetRow(String facet, String value, long count) {}

  private Map<Facet, List<FacetCount>> facets(List<UUID> steps, Map<Facet, String> filter) {
    var counts = new ArrayList<String>();
    for (Facet facet : Facet.values()) {
      counts.add(
          "(select '%s' as facet, %s as value, count(*) as count from matched where %s group by 2 order by 3 desc, 2 limit %d)"
              .formatted(facet.name(), facet.column(), others(facet), MAX_VALUES));
    }
    var result = new LinkedHashMap<Facet, List<FacetCount>>();
    for (Facet facet : Facet.values()) {
      result.put(facet, new ArrayList<>());
    }
    bind(MATCHED + String.join(" union all ", counts), steps, filter)
        .query(FacetRow.class)
        .list()
        .forEach(row ->
            Objects.requireNonNull(result.get(Facet.valueOf(row.facet())))
                .add(new FacetCount(row.value(), row.count())));
    return result;
  }

  /** Returns the condition that all facets but one select a finding. */
  private static String others(Facet facet) {
    return Arrays.stream(Facet.values())
        .filter(other -> other != facet)
        .map(other -> "by_" + other.key())
        .collect(Collectors.joining(" and "));
  }

  private StatementSpec bind(String sql, List<UUID> steps, Map<Facet, String> filter) {
    StatementSpec statement = client.sql(sql).param("steps", UuidArray.of(steps));
    for (Facet facet : Facet.values()) {
      statement = statement.param(facet.key(), filter.get(facet), Types.VARCHAR);
    }
    return statement;
  }
}
