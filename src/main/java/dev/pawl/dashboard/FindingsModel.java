package dev.pawl.dashboard;

import dev.pawl.finding.FacetedFindings.Facet;
import dev.pawl.finding.FacetedFindings.FacetCount;
import dev.pawl.finding.FacetedFindings.FindingsPage;
import dev.pawl.finding.FacetedFindings.Grouping;
import dev.pawl.finding.FacetedFindings.ListedFinding;
import java.util.ArrayList;
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
 * @param groups the findings; one group without a name if they are not grouped
 * @param facets the facets that have more than one value, or a selected one
 * @param groupings the links that change the groups
 * @param clear the address without a filter; null if nothing is filtered
 * @param next the address of the next page; null on the last page
 * @param comparedWith the state whose findings are not new
 */
record FindingsModel(
    List<Group> groups,
    List<FacetLinks> facets,
    List<Link> groupings,
    @Nullable String clear,
    @Nullable String next,
    String comparedWith) {

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

  /** Reads the selected values from the parameters of a request. */
  static Map<Facet, String> filter(Map<String, String> parameters) {
    var filter = new EnumMap<Facet, String>(Facet.class);
    for (Facet facet : Facet.values()) {
      String value = parameters.get(facet.key());
      if (value != null && !value.isEmpty()) {
        filter.put(facet, value);
      }
    }
    return filter;
  }

  /** Reads the grouping from the parameters of a request. */
  static Grouping grouping(Map<String, String> parameters) {
    return switch (parameters.getOrDefault("group", "")) {
      case "rule" -> Grouping.RULE;
      case "file" -> Grouping.FILE;
      default -> Grouping.NONE;
    };
  }

  static FindingsModel of(
      String workflow, FindingsPage page, Map<Facet, String> filter, Grouping grouping) {
    String base = "/workflows/" + workflow + "/findings";
    var facets = new ArrayList<FacetLinks>();
    page.facets()
        .forEach((facet, counts) -> {
          String selected = filter.get(facet);
          if (counts.size() > 1 || selected != null) {
            facets.add(
                new FacetLinks(
                    title(facet),
                    counts.stream()
                        .map(count -> link(base, facet, count, filter, grouping))
                        .toList()));
          }
        });
    return new FindingsModel(
        groups(page.findings(), grouping),
        facets,
        List.of(
            new Link(
                "Most severe first",
                href(base, filter, Grouping.NONE, 0),
                null,
                grouping == Grouping.NONE),
            new Link(
                "By rule", href(base, filter, Grouping.RULE, 0), null, grouping == Grouping.RULE),
            new Link(
                "By file", href(base, filter, Grouping.FILE, 0), null, grouping == Grouping.FILE)),
        filter.isEmpty() ? null : href(base, Map.of(), grouping, 0),
        page.hasMore() ? href(base, filter, grouping, page.findings().getLast().number()) : null,
        page.comparedWith());
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

  private static Link link(
      String base, Facet facet, FacetCount count, Map<Facet, String> filter, Grouping grouping) {
    boolean current = count.value().equals(filter.get(facet));
    var changed = new EnumMap<Facet, String>(Facet.class);
    changed.putAll(filter);
    if (current) {
      changed.remove(facet);
    } else {
      changed.put(facet, count.value());
    }
    String shown = count.value().equals("info") ? "note" : count.value();
    return new Link(shown, href(base, changed, grouping, 0), count.count(), current);
  }

  private static String href(String base, Map<Facet, String> filter, Grouping grouping, int after) {
    var uri = UriComponentsBuilder.fromPath(base);
    var values = new LinkedHashMap<String, Object>();
    filter.forEach((facet, value) -> {
      uri.queryParam(facet.key(), "{" + facet.key() + "}");
      values.put(facet.key(), value);
    });
    if (grouping != Grouping.NONE) {
      uri.queryParam("group", grouping.name().toLowerCase(Locale.ROOT));
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
