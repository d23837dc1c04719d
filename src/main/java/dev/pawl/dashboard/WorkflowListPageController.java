package dev.pawl.dashboard;

import dev.pawl.dashboard.WorkflowRowQueries.RowFacts;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflowlist.WorkflowListService;
import dev.pawl.workflowlist.WorkflowSearch;
import dev.pawl.workflowlist.WorkflowSummary;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Serves the start page: the workflows, newest first, by tabs and a search. */
@Controller
@Hidden
class WorkflowListPageController {

  private static final int PAGE_SIZE = 50;
  private static final int MAX_COUNT = 99;
  private static final String ID = "id";

  private final WorkflowListService workflows;
  private final WorkflowRowQueries rows;

  WorkflowListPageController(WorkflowListService workflows, WorkflowRowQueries rows) {
    this.workflows = workflows;
    this.rows = rows;
  }

  /** A tab of the list: the workflows of some statuses. */
  enum Tab {
    ALL("All", "none"),
    RUNNING("Active", "busy", WorkflowStatus.QUEUED, WorkflowStatus.RUNNING),
    NEEDS_YOU("Needs you", "warn", WorkflowStatus.AWAITING_DECISION),
    FAILED("Failed", "bad", WorkflowStatus.FAILED);

    private final String title;
    private final String tone;
    private final List<WorkflowStatus> statuses;

    Tab(String title, String tone, WorkflowStatus... statuses) {
      this.title = title;
      this.tone = tone;
      this.statuses = List.of(statuses);
    }

    private String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Tab of(String key) {
      return Arrays.stream(values()).filter(tab -> tab.key().equals(key)).findFirst().orElse(ALL);
    }

    private WorkflowSearch limit(SearchTerms terms) {
      return this == ALL ? terms.search() : terms.within(statuses);
    }
  }

  /**
   * A tab as the page shows it.
   *
   * @param count the number of its workflows, such as {@code 99+}; empty for all workflows
   */
  record TabLink(String title, String tone, String href, String count, boolean current) {}

  /**
   * A workflow in the list.
   *
   * @param facts what is known of its steps, findings and files
   */
  record Row(WorkflowSummary workflow, RowFacts facts) {

    /** Returns the subject of the commit, or else the name of the target. */
    public String title() {
      String subject = subject();
      return subject == null ? PageFormat.shortName(workflow.target()) : subject;
    }

    /** Returns whether the title is the name of the target. */
    public boolean isTitledByTarget() {
      return subject() == null;
    }

    private @Nullable String subject() {
      var revision = workflow.revision();
      return revision == null || revision.subject() == null || revision.subject().isEmpty()
          ? null
          : revision.subject();
    }
  }

  @GetMapping({"/", "/workflows"})
  String workflows(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(name = "tab", defaultValue = "") String tabKey,
      @RequestParam(defaultValue = "") String after,
      Model model) {
    SearchTerms terms = SearchTerms.parse(q);
    Tab tab = Tab.of(tabKey);
    Optional<UUID> last = parse(after);
    model.addAttribute("q", q);
    model.addAttribute("tab", tab.key());
    model.addAttribute("errors", terms.errors());
    model.addAttribute(
        "tabs",
        Arrays.stream(Tab.values()).map(each -> link(each, each == tab, q, terms)).toList());
    model.addAttribute("first", last.isEmpty());
    model.addAttribute("firstHref", href(tab, q, null));
    if (terms.errors().isEmpty()) {
      ScrollPosition position =
          last.<ScrollPosition>map(id -> ScrollPosition.forward(Map.of(ID, id)))
              .orElseGet(ScrollPosition::keyset);
      Window<WorkflowSummary> page = search(tab, terms, position);
      Map<String, RowFacts> facts =
          rows.find(page.stream().map(WorkflowSummary::workflowId).toList());
      model.addAttribute(
          "rows",
          page.stream()
              .map(each -> new Row(each, facts.getOrDefault(each.workflowId(), RowFacts.NONE)))
              .toList());
      model.addAttribute("nextHref", next(page).map(id -> href(tab, q, id)).orElse(null));
    } else {
      model.addAttribute("rows", List.of());
    }
    return "workflows";
  }

  private Window<WorkflowSummary> search(Tab tab, SearchTerms terms, ScrollPosition position) {
    WorkflowSearch search = tab.limit(terms);
    // No status is accepted if the terms exclude those of the tab.
    return isEmpty(tab, search)
        ? Window.from(List.of(), ignored -> position)
        : workflows.search(search, position, PAGE_SIZE);
  }

  private static boolean isEmpty(Tab tab, WorkflowSearch search) {
    return tab != Tab.ALL && search.filter().status().isEmpty();
  }

  private static Optional<UUID> parse(String after) {
    try {
      return after.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(after));
    } catch (IllegalArgumentException invalid) {
      return Optional.empty();
    }
  }

  private static Optional<String> next(Window<?> page) {
    return page.hasNext()
            && page.positionAt(page.size() - 1) instanceof KeysetScrollPosition position
        ? Optional.of(String.valueOf(position.getKeys().get(ID)))
        : Optional.empty();
  }

  private TabLink link(Tab tab, boolean current, String q, SearchTerms terms) {
    String count = "";
    if (tab != Tab.ALL && terms.errors().isEmpty()) {
      WorkflowSearch search = tab.limit(terms);
      int found = isEmpty(tab, search) ? 0 : workflows.countUpTo(search, MAX_COUNT + 1);
      count = found > MAX_COUNT ? MAX_COUNT + "+" : Integer.toString(found);
    }
    return new TabLink(
        tab.title,
        count.isEmpty() || count.equals("0") ? "none" : tab.tone,
        href(tab, q, null),
        count,
        current);
  }

  private static String href(Tab tab, String q, @Nullable String after) {
    var uri = UriComponentsBuilder.fromPath("/workflows");
    if (tab != Tab.ALL) {
      uri.queryParam("tab", tab.key());
    }
    if (!q.isEmpty()) {
      uri.queryParam("q", "{q}");
    }
    if (after != null) {
      uri.queryParam("after", after);
    }
    return uri.encode().buildAndExpand(Map.of("q", q)).toUriString();
  }
}
