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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Service;

/** Filters the findings of a workflow by facets, and counts what each facet would select. */
@Service
public class FacetedFindings {

  /** The findings of a view, with the values of the facets, and whether each facet selects them. */
  private static final String MATCHED =
      """
      with described as (
        select *, tool || '/' || rule as rule_id,
          case when strpos(file, '/') = 0 then '.' else regexp_replace(file, '/[^/]*$', '') end as folder,
          case when fingerprint = any(:resolved) then 'resolved' when baseline then 'baseline'
            when is_new then 'new' else 'known' end as state
        from finding where %s),
      matched as (
        select *,
          (cast(:severity as text) is null or severity = upper(:severity)) as by_severity,
          (cast(:state as text) is null or state = :state) as by_state,
          (cast(:tool as text) is null or tool = :tool) as by_tool,
          (cast(:rule as text) is null or rule_id = :rule) as by_rule,
          (cast(:folder as text) is null or folder = :folder or starts_with(folder, :folder || '/')) as by_folder
        from described
        where (cast(:fingerprint as text) is null or fingerprint = :fingerprint)
          and (cast(:files as text[]) is null or file = any(:files))
          and (cast(:words as text) is null or message ilike :words or file ilike :words or rule_id ilike :words))
      """;

  private static final int MAX_VALUES = 30;

  private final JdbcClient client;
  private final ExaminedWorkflows workflows;
  private final FindingService findings;
  private final ResolutionService resolutions;
  private final SnapshotReader snapshots;

  FacetedFindings(
      JdbcClient client,
      ExaminedWorkflows workflows,
      FindingService findings,
      ResolutionService resolutions,
      SnapshotReader snapshots) {
    this.client = client;
    this.workflows = workflows;
    this.findings = findings;
    this.resolutions = resolutions;
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

  /** The part of the findings that a list shows. */
  public enum View {
    /** The findings that remain. */
    OPEN("step_id = any(cast(:steps as uuid[])) and suppressed_by is null"),
    /** The findings that comments and annotations in the code suppress. */
    SUPPRESSED("step_id = any(cast(:steps as uuid[])) and suppressed_by is not null"),
    /** The findings that the workflow has fixed. */
    FIXED(
        """
        step_id = any(cast(:first as uuid[])) and suppressed_by is null and fingerprint not in (
          select fingerprint from finding where step_id = any(cast(:steps as uuid[])))\
        """);

    private final String condition;

    View(String condition) {
      this.condition = condition;
    }

    /** Returns the name of the view as a parameter. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The findings that a list shows, and their order.
   *
   * @param filter the selected values; facets without a value select all findings
   * @param text a part of the message, the file or the rule, in any case; empty for all findings
   */
  public record Selection(View view, Map<Facet, String> filter, String text, Grouping grouping) {

    /** The findings that remain, the most severe first. */
    public static final Selection OPEN = new Selection(View.OPEN, Map.of(), "", Grouping.NONE);
  }

  /** A value of a facet, and the number of findings that have it and match all other facets. */
  public record FacetCount(String value, long count) {}

  /**
   * A finding in the list.
   *
   * @param number the number in the filtered list, from 1
   * @param view the part of the findings to which it belongs
   * @param isNew whether the state that gates on new code compare with does not have it
   * @param baseline whether the baseline of the target contains it
   * @param resolution the decision about it; null if there is none
   */
  public record ListedFinding(
      int number,
      View view,
      Finding finding,
      boolean isNew,
      boolean baseline,
      @Nullable Resolution resolution) {}

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

  /** What a query selects from: the last runs and the first runs of the examinations, and the decisions. */
  private record Source(
      ExaminedWorkflow workflow,
      List<UUID> steps,
      List<UUID> first,
      Map<String, Resolution> resolutions) {}

  private Optional<Source> source(String workflow) {
    return workflows
        .findExamined(workflow)
        .map(found ->
            new Source(
                found,
                FindingService.reportingSteps(found, null),
                FindingService.firstSteps(found),
                resolutions.findActive(TargetKey.of(found))));
  }

  /**
   * Returns a page of findings and the facets; empty if there is no such workflow.
   *
   * @param after the number of the last finding of the previous page; 0 for the first page
   */
  public Optional<FindingsPage> find(String workflow, Selection selection, int after, int limit) {
    return source(workflow)
        .map(source -> {
          List<ListedFinding> page = list(source, selection, Limits.NONE, after, limit + 1);
          return new FindingsPage(
              page.subList(0, Math.min(limit, page.size())),
              facets(source, selection),
              findings.describeComparison(source.workflow()),
              page.size() > limit);
        });
  }

  /** Returns the finding with a fingerprint; empty if the workflow neither has it nor has fixed it. */
  public Optional<ListedFinding> findOne(String workflow, String fingerprint) {
    return source(workflow)
        .flatMap(source ->
            Arrays.stream(View.values())
                .map(view -> new Selection(view, Map.of(), "", Grouping.NONE))
                .flatMap(selection ->
                    list(source, selection, Limits.fingerprint(fingerprint), 0, 1).stream())
                .findFirst());
  }

  /** Returns the first findings in some files: those that remain and those that the workflow has fixed. */
  public List<ListedFinding> findInFiles(String workflow, List<String> files, int max) {
    if (files.isEmpty()) {
      return List.of();
    }
    return source(workflow).stream()
        .flatMap(source ->
            Stream.of(View.OPEN, View.FIXED)
                .map(view -> new Selection(view, Map.of(), "", Grouping.FILE))
                .flatMap(
                    selection -> list(source, selection, Limits.files(files), 0, max).stream()))
        .toList();
  }

  /** What a query is limited to, in addition to a selection; null for everything. */
  private record Limits(@Nullable String fingerprint, @Nullable List<String> files) {

    static final Limits NONE = new Limits(null, null);

    static Limits fingerprint(String fingerprint) {
      return new Limits(fingerprint, null);
    }

    static Limits files(List<String> files) {
      return new Limits(null, files);
    }
  }

  private List<ListedFinding> list(
      Source source, Selection selection, Limits limits, int after, int limit) {
    var locator = FindingLocator.of(source.workflow(), snapshots);
    return bind(
            matched(selection)
                + """
                select * from (
                  select *, row_number() over (order by %s, step_id, position)::int as number from matched
                  where by_severity and by_state and by_tool and by_rule and by_folder) numbered
                where number > :after order by number limit :limit
                """
                    .formatted(selection.grouping().order),
            source,
            selection,
            limits)
        .param("after", after)
        .param("limit", limit)
        .query((row, index) -> Row.of(row))
        .list()
        .stream()
        // Files may be read from an object store, for which no connection must wait.
        .map(row -> listed(Objects.requireNonNull(row), selection.view(), source, locator))
        .toList();
  }

  /** A finding as it is stored. */
  private record Row(int number, UUID step, Finding finding, String state, boolean baseline) {

    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getInt("number"),
          row.getObject("step_id", UUID.class),
          FindingRepository.mapFinding(row),
          row.getString("state"),
          row.getBoolean("baseline"));
    }
  }

  private static String matched(Selection selection) {
    return MATCHED.formatted(selection.view().condition);
  }

  private static ListedFinding listed(Row row, View view, Source source, FindingLocator locator) {
    Finding finding = row.finding();
    boolean placedBefore = view == View.FIXED && finding.submittedLine() > 0;
    return new ListedFinding(
        row.number(),
        view,
        // Only the submitted files have a fixed finding.
        placedBefore
            ? finding.movedTo(finding.submittedLine())
            : locator.locate(row.step(), finding),
        row.state().equals("new"),
        row.baseline(),
        source.resolutions().get(finding.fingerprint()));
  }

  private record FacetRow(String facet, String value, long count) {}

  private Map<Facet, List<FacetCount>> facets(Source source, Selection selection) {
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
    bind(matched(selection) + String.join(" union all ", counts), source, selection, Limits.NONE)
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

  private StatementSpec bind(String sql, Source source, Selection selection, Limits limits) {
    String text = selection.text();
    StatementSpec statement =
        client
            .sql(sql)
            .param("steps", UuidArray.of(source.steps()))
            .param("first", UuidArray.of(source.first()))
            .param("resolved", source.resolutions().keySet().toArray(String[]::new))
            .param("fingerprint", limits.fingerprint(), Types.VARCHAR)
            .param(
                "files",
                limits.files() == null ? null : limits.files().toArray(String[]::new),
                Types.ARRAY)
            .param(
                "words",
                text.isEmpty() ? null : "%" + FindingSearchRepository.escapeLike(text) + "%",
                Types.VARCHAR);
    for (Facet facet : Facet.values()) {
      statement = statement.param(facet.key(), selection.filter().get(facet), Types.VARCHAR);
    }
    return statement;
  }
}
