package dev.pawl.dashboard;

import dev.pawl.finding.FacetedFindings.Facet;
import dev.pawl.finding.FacetedFindings.FacetCount;
import dev.pawl.finding.FacetedFindings.FindingsPage;
import dev.pawl.finding.FacetedFindings.Grouping;
import dev.pawl.finding.FacetedFindings.ListedFinding;
import dev.pawl.finding.FacetedFindings.Selection;
import dev.pawl.finding.FacetedFindings.View;
import dev.pawl.finding.FindingCounts;
import dev.pawl.finding.FindingStates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The findings of a workflow as the page shows them: in groups, with links that change one facet.
 *
 * @param selection what is shown
 * @param views the links to the other parts of the findings, each with its number
 * @param groups the findings; one group without a name if they are not grouped
 * @param facets the facets that have more than one value, or a selected one
 * @param groupings the links that change the groups
 * @param clear the address without a filter; null if nothing is filtered
 * @param next the address of the next page; null on the last page
 * @param comparedWith the state whose findings are not new
 * @param states the number of findings in the baseline and of resolved ones, in words; empty without any
 */
record FindingsModel(
    Selection selection,
    List<Link> views,
    List<Group> groups,
    List<FacetLinks> facets,
    List<Link> groupings,
    @Nullable String clear,
    @Nullable String next,
    String comparedWith,
    String states) {

  private static final int MAX_TEXT = 200;

  /** Findings with the same rule or file. */
  record Group(String name, List<ListedFinding> findings) {}

  /** A facet and its values. */
  record FacetLinks(String title, List<Link> values) {}

  /**
   * A link that selects a value, or that no longer selects it if it is current.
   *
   * @param count the number of findings; null without a number
   */
  record Link(String title, String href, @Nullable Long count, boolean current) {}

  /** Reads what is selected from the parameters of a request. */
  static Selection selection(Map<String, String> parameters) {
    var filter = new EnumMap<Facet, String>(Facet.class);
    for (Facet facet : Facet.values()) {
      String value = parameters.get(facet.key());
      if (value != null && !value.isEmpty()) {
        filter.put(facet, value);
      }
    }
    String text = parameters.getOrDefault("q", "").strip();
    return new Selection(
        Arrays.stream(View.values())
            .filter(view -> view.key().equals(parameters.get("show")))
            .findFirst()
            .orElse(View.OPEN),
        filter,
        text.substring(0, Math.min(text.length(), MAX_TEXT)),
        switch (parameters.getOrDefault("group", "")) {
          case "rule" -> Grouping.RULE;
          case "file" -> Grouping.FILE;
          default -> Grouping.NONE;
        });
  }

  static FindingsModel of(
      String workflow,
      FindingsPage page,
      Selection selection,
      FindingStates states,
      FindingCounts counts) {
    String base = "/workflows/" + workflow + "/findings";
    var facets = new ArrayList<FacetLinks>();
    page.facets()
        .forEach((facet, values) -> {
          String selected = selection.filter().get(facet);
          // Only findings that remain are new or known.
          boolean applies = facet != Facet.STATE || selection.view() == View.OPEN;
          if (applies && (values.size() > 1 || selected != null)) {
            facets.add(
                new FacetLinks(
                    title(facet),
                    values.stream().map(count -> link(base, facet, count, selection)).toList()));
          }
        });
    boolean filtered = !selection.filter().isEmpty() || !selection.text().isEmpty();
    var unfiltered = new Selection(selection.view(), Map.of(), "", selection.grouping());
    return new FindingsModel(
        selection,
        List.of(
            view(base, View.OPEN, "Open", counts.total(), selection),
            view(base, View.FIXED, "Fixed by this workflow", states.fixed(), selection),
            view(base, View.SUPPRESSED, "Suppressed in the code", counts.suppressed(), selection)),
        groups(page.findings(), selection.grouping()),
        facets,
        List.of(
            grouping(base, Grouping.NONE, "Most severe first", selection),
            grouping(base, Grouping.RULE, "By rule", selection),
            grouping(base, Grouping.FILE, "By file", selection)),
        filtered ? href(base, unfiltered, 0) : null,
        page.hasMore() ? href(base, selection, page.findings().getLast().number()) : null,
        page.comparedWith(),
        describe(states));
  }

  private static String describe(FindingStates states) {
    var parts = new ArrayList<String>();
    if (states.baseline() > 0) {
      parts.add(states.baseline() + " in the baseline");
    }
    if (states.resolved() > 0) {
      parts.add(states.resolved() + " resolved");
    }
    return String.join(", ", parts);
  }

  private static Link view(String base, View view, String title, long count, Selection selection) {
    return new Link(
        title,
        href(base, new Selection(view, Map.of(), "", selection.grouping()), 0),
        count,
        view == selection.view());
  }

  private static Link grouping(String base, Grouping grouping, String title, Selection selection) {
    var changed = new Selection(selection.view(), selection.filter(), selection.text(), grouping);
    return new Link(title, href(base, changed, 0), null, grouping == selection.grouping());
  }

  private static String title(Facet facet) {
    return switch (facet) {
      case SEVERITY -> "Severity";
      case STATE -> "New or known";
      case RULE -> "Rule";
      case TOOL -> "Tool";
      case FOLDER -> "Folder";
    };
  }

  private static Link link(String base, Facet facet, FacetCount count, Selection selection) {
    boolean current = count.value().equals(selection.filter().get(facet));
    var changed = new EnumMap<Facet, String>(Facet.class);
    changed.putAll(selection.filter());
    if (current) {
      changed.remove(facet);
    } else {
      changed.put(facet, count.value());
    }
    return new Link(
        shown(count.value()),
        href(
            base,
            new Selection(selection.view(), changed, selection.text(), selection.grouping()),
            0),
        count.count(),
        current);
  }

  private static String shown(String value) {
    return switch (value) {
      case "info" -> "note";
      case "baseline" -> "in the baseline";
      default -> value;
    };
  }

  private static String href(String base, Selection selection, int after) {
    var uri = UriComponentsBuilder.fromPath(base);
    var values = new LinkedHashMap<String, Object>();
    if (selection.view() != View.OPEN) {
      uri.queryParam("show", selection.view().key());
    }
    if (!selection.text().isEmpty()) {
      uri.queryParam("q", "{q}");
      values.put("q", selection.text());
    }
    selection
        .filter()
        .forEach((facet, value) -> {
          uri.queryParam(facet.key(), "{" + facet.key() + "}");
          values.put(facet.key(), value);
        });
    if (selection.grouping() != Grouping.NONE) {
      uri.queryParam("group", selection.grouping().name().toLowerCase(Locale.ROOT));
    }
    if (after > 0) {
      uri.queryParam("after", after);
    }
    return uri.encode().buildAndExpand(values).toUriString();
  }

  private static List<Group> groups(List<ListedFinding> findings, Grouping grouping) {
    var groups = new LinkedHashMap<String, List<ListedFinding>>();
    for (ListedFinding listed : findings) {
      var finding = listed.finding();
      String name =
          switch (grouping) {
            case NONE -> "";
            case RULE -> finding.tool() + "/" + finding.rule();
            case FILE -> finding.file();
          };
      groups.computeIfAbsent(name, key -> new ArrayList<>()).add(listed);
    }
    return groups.entrySet().stream()
        .map(group -> new Group(group.getKey(), group.getValue()))
        .toList();
  }
}
