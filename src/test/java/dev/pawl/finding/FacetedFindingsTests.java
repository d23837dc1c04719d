package dev.pawl.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.finding.FacetedFindings.Facet;
import dev.pawl.finding.FacetedFindings.FacetCount;
import dev.pawl.finding.FacetedFindings.FindingsPage;
import dev.pawl.finding.FacetedFindings.Grouping;
import dev.pawl.finding.FacetedFindings.ListedFinding;
import dev.pawl.finding.FacetedFindings.Selection;
import dev.pawl.finding.FacetedFindings.View;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@PawlTest
class FacetedFindingsTests {

  private static final String UNUSED = "package p;\n\nclass %s {\n  private int unused;\n}\n";

  @Autowired PawlClient pawl;
  @Autowired FacetedFindings findings;
  private String workflow;

  @BeforeEach
  void run() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "broken.json", "{");
    TestFiles.write(target, "src/a/A.java", UNUSED.formatted("A"));
    TestFiles.write(target, "src/b/B.java", UNUSED.formatted("B"));
    workflow =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
  }

  private FindingsPage find(Map<Facet, String> filter, Grouping grouping, int after, int limit) {
    return findings
        .find(workflow, new Selection(View.OPEN, filter, "", grouping), after, limit)
        .orElseThrow();
  }

  private static List<String> files(FindingsPage page) {
    return page.findings().stream().map(listed -> listed.finding().file()).toList();
  }

  @Test
  void listsTheMostSevereFindingsFirst() {
    FindingsPage page = find(Map.of(), Grouping.NONE, 0, 100);

    assertThat(files(page)).startsWith("broken.json").contains("src/a/A.java", "src/b/B.java");
    assertThat(page.hasMore()).isFalse();
  }

  @Test
  void countsWhatEachFacetWouldSelect() {
    var facets = find(Map.of(Facet.FOLDER, "src/a"), Grouping.NONE, 0, 100).facets();

    assertThat(facets.get(Facet.FOLDER))
        .extracting(FacetCount::value)
        .containsExactlyInAnyOrder(".", "src/a", "src/b");
    assertThat(facets.get(Facet.RULE))
        .extracting(FacetCount::value)
        .contains("pmd/UnusedPrivateField")
        .doesNotContain("json/syntax");
  }

  @Test
  void filtersByAllFacets() {
    assertThat(files(find(Map.of(Facet.SEVERITY, "error"), Grouping.NONE, 0, 100)))
        .containsExactly("broken.json");
    assertThat(files(find(Map.of(Facet.FOLDER, "src"), Grouping.FILE, 0, 100)))
        .contains("src/a/A.java", "src/b/B.java")
        .doesNotContain("broken.json");
    assertThat(
            files(
                find(
                    Map.of(Facet.TOOL, "pmd", Facet.RULE, "pmd/UnusedPrivateField"),
                    Grouping.RULE,
                    0,
                    100)))
        .containsExactly("src/a/A.java", "src/b/B.java");
    assertThat(files(find(Map.of(Facet.STATE, "new"), Grouping.NONE, 0, 100))).isEmpty();
    assertThat(files(find(Map.of(Facet.SEVERITY, "' or true --"), Grouping.NONE, 0, 100)))
        .isEmpty();
  }

  @Test
  void continuesAfterTheLastFindingOfAPage() {
    int total = find(Map.of(), Grouping.FILE, 0, 100).findings().size();

    FindingsPage first = find(Map.of(), Grouping.FILE, 0, 1);
    FindingsPage rest = find(Map.of(), Grouping.FILE, 1, 100);

    assertThat(first.hasMore()).isTrue();
    assertThat(rest.findings()).extracting(ListedFinding::number).startsWith(2).hasSize(total - 1);
  }

  @Test
  void searchesMessagesFilesAndRules() {
    for (String text : List.of("UNUSED", "src/A/", "pmd/Unused")) {
      var selection = new Selection(View.OPEN, Map.of(), text, Grouping.FILE);

      FindingsPage page = findings.find(workflow, selection, 0, 100).orElseThrow();

      assertThat(files(page)).as(text).contains("src/a/A.java").doesNotContain("broken.json");
    }
    var wildcard = new Selection(View.OPEN, Map.of(), "%", Grouping.FILE);
    assertThat(findings.find(workflow, wildcard, 0, 100).orElseThrow().findings()).isEmpty();
  }

  @Test
  void listsSuppressedAndFixedFindings() {
    Path target = pawl.newTarget();
    TestFiles.write(
        target,
        "A.java",
        "class A {\n  // pawl:ignore pmd/UnusedPrivateField read by the debugger\n"
            + "  private int seen;\n  private int unused;\n}\n");
    workflow = pawl.submitAndAwaitEnd(target, "\"dry_run\": true").get("workflow_id").asString();

    assertThat(view(View.OPEN)).isEmpty();
    assertThat(view(View.SUPPRESSED))
        .extracting(listed -> listed.finding().line())
        .containsExactly(3);
    assertThat(view(View.FIXED)).extracting(listed -> listed.finding().line()).containsExactly(4);
    String fixed = view(View.FIXED).getFirst().finding().fingerprint();
    assertThat(findings.findOne(workflow, fixed))
        .hasValueSatisfying(found -> assertThat(found.view()).isEqualTo(View.FIXED));
    assertThat(findings.findOne(workflow, "0".repeat(40))).isEmpty();
  }

  private List<ListedFinding> view(View view) {
    return findings
        .find(workflow, new Selection(view, Map.of(), "", Grouping.NONE), 0, 100)
        .orElseThrow()
        .findings();
  }

  @Test
  void knowsNoOtherWorkflows() {
    assertThat(findings.find("nope", Selection.OPEN, 0, 10)).isEmpty();
  }
}
