package dev.pawl.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflowlist.WorkflowFilter;
import dev.pawl.workflowlist.WorkflowSearch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTermsTests {

  @Test
  void readsTerms() {
    WorkflowSearch search =
        SearchTerms.parse(
                "status:failed status:running target:billing label:team=core after:2026-01-30"
                    + " before:2026-02-01 rule:pmd/EmptyCatchBlock branch:main type:standard"
                    + " commit:1A2B \"fix the build\" tax")
            .search();

    WorkflowFilter filter = search.filter();
    assertThat(filter.status()).containsExactly(WorkflowStatus.FAILED, WorkflowStatus.RUNNING);
    assertThat(filter.labels()).isEqualTo(Map.of("team", "core"));
    assertThat(filter.branch()).isEqualTo("main");
    assertThat(filter.type()).isEqualTo("standard");
    assertThat(filter.commit()).isEqualTo("1a2b");
    assertThat(filter.createdAfter()).isEqualTo("2026-01-30T00:00:00Z");
    assertThat(filter.createdBefore()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(search.targets()).containsExactly("billing");
    assertThat(search.rules()).containsExactly("pmd/EmptyCatchBlock");
    assertThat(search.words()).containsExactly("fix the build", "tax");
  }

  @Test
  void readsAddressesAndQuotedValues() {
    WorkflowSearch search =
        SearchTerms.parse("https://example.com/a target:\"/my files\"").search();

    assertThat(search.words()).containsExactly("https://example.com/a");
    assertThat(search.targets()).containsExactly("/my files");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status:broken | \"broken\" is no status; there are queued, running",
        "color:red | There is no term \"color:\"; there are status, target",
        "label:team | A label is written as label:name=value",
        "commit:xyz | \"xyz\" is no commit",
        "after:yesterday | \"yesterday\" is no day, such as",
        "session:1 | \"1\" is no session id",
        "branch:\"\" | A value must follow \"branch:\"",
      })
  void namesErrors(String text, String error) {
    assertThat(SearchTerms.parse(text).errors()).singleElement().asString().startsWith(error);
  }

  @Test
  void combinesTabsAndStatuses() {
    SearchTerms terms = SearchTerms.parse("status:running");

    assertThat(
            terms.within(List.of(WorkflowStatus.QUEUED, WorkflowStatus.RUNNING)).filter().status())
        .containsExactly(WorkflowStatus.RUNNING);
    assertThat(terms.within(List.of(WorkflowStatus.FAILED)).filter().status()).isEmpty();
  }

  @Test
  void limitsTheLength() {
    assertThat(SearchTerms.parse("x".repeat(501)).errors()).hasSize(1);
  }
}
