package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BranchTemplateTests {

  private static BranchTemplate parse(String template) {
    return BranchTemplate.parse(
        "pawl.workspace.git.branch", template, Set.of("workflow_id", "schedule"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a..b",
        ".a",
        "a/.b",
        "a.lock",
        "a/b.lock/c",
        "/a",
        "a/",
        "a//b",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "a[b",
        "a\\b",
        "a@{b",
        "@",
        "a.",
        "-a",
        "HEAD",
        "a\nb",
        "a\u007Fb",
        "a{",
        "a/{workflow_id}.lock"
      })
  void rejectsNamesThatGitRejects(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(template))
        .withMessageContaining("pawl.workspace.git.branch")
        .withMessageContaining("git check-ref-format");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/{workflow}", "{}", "{workflow_id}{Schedule}"})
  void rejectsUnknownPlaceholdersAndNamesTheKnownOnes(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(template))
        .withMessageContaining("[schedule, workflow_id]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nightly | bot/nightly-1",
        "Nightly: café | bot/Nightly-caf-1",
        "../../main | bot/main-1",
        "a..b | bot/a.b-1",
        "refs/heads/x | bot/refs-heads-x-1",
        "x.lock | bot/x-lock-1",
        "$1 \\E | bot/1-E-1",
        "??? | bot/unnamed-1"
      })
  void replacesWhatGitDoesNotAcceptInValues(String schedule, String branch) {
    String expanded =
        parse("bot/{schedule}-{workflow_id}")
            .expand(Map.of("schedule", schedule, "workflow_id", "1"));

    assertThat(expanded).isEqualTo(branch);
    assertThat(Repository.isValidRefName("refs/heads/" + expanded)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a<b", "a>b", "a\nb", "\u0000"})
  void rejectsNamesOfAuthorsThatBreakACommit(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CommitIdentity(name, "a@localhost", null, null, false))
        .withMessageContaining("pawl.workspace.git.commit.author-name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CommitIdentity("a", "a@localhost", null, name, false))
        .withMessageContaining("pawl.workspace.git.commit.committer-email");
  }
}
