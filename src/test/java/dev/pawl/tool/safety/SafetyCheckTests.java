package dev.pawl.tool.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Invocations;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetyCheckTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private Outcome check() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target);
    return new SafetyCheck(open.workspaces()).execute(Invocations.in(open.key(), log));
  }

  @Test
  void hasNothingToSayOfAPlainFolder() throws Exception {
    Folders.write(target, "a.txt", "x");

    assertThat(check().warnings()).isEmpty();
  }

  @Test
  void warnsOfUncommittedAndUntrackedFilesAndAProtectedBranch() throws Exception {
    Folders.write(target, "a.txt", "x");
    Folders.commitAll(target);
    Folders.write(target, "a.txt", "y");
    Folders.write(target, "b.txt", "y");

    Outcome outcome = check();

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.warnings())
        .containsExactly(
            "1 files have uncommitted changes",
            "1 files are not tracked by git",
            "the branch main is protected");
    assertThat(log).allMatch(line -> line.startsWith("Warning: "));
  }

  @Test
  void refusesTheSameWhereTheTargetRequiresCleanGit() throws Exception {
    Folders.write(target, ".quality-config.json", "{\"safety\": {\"require_clean_git\": true}}");
    Folders.commitAll(target);
    Folders.write(target, "b.txt", "y");

    assertThat(check().failed())
        .hasValueSatisfying(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED));
  }

  @Test
  void refusesAPlainFolderWhereTheTargetRequiresGit() throws Exception {
    Folders.write(target, ".quality-config.json", "{\"safety\": {\"require_git\": true}}");

    assertThat(check().summary()).contains("not a git work tree");
  }

  @Test
  void refusesATargetThatAnotherProgramLocks() throws Exception {
    Folders.write(target, ".quality-lock", "");

    assertThat(check().summary()).contains(".quality-lock");
  }

  @Test
  void warnsOfABrokenConfiguration() throws Exception {
    Folders.write(target, ".quality-config.json", "{");

    Outcome outcome = check();

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.warnings()).singleElement().asString().contains("the defaults are used");
  }
}
