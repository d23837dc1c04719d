package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.tool.CommandContexts;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetyCheckCommandTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private CommandResult check() throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    return new SafetyCheckCommand(open.workspaces())
        .execute(CommandContexts.inWorkspace(open.key(), log));
  }

  @Test
  void acceptsPlainFolder() throws Exception {
    TestFiles.write(target, "a.txt", "x");

    assertThat(check().warnings()).isEmpty();
  }

  @Test
  void warnsAboutUncommittedUntrackedFilesAndProtectedBranch() throws Exception {
    TestFiles.write(target, "a.txt", "x");
    TestFiles.commitAll(target);
    TestFiles.write(target, "a.txt", "y");
    TestFiles.write(target, "b.txt", "y");

    CommandResult result = check();

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.warnings())
        .containsExactly(
            "1 file has uncommitted changes",
            "1 file is not tracked by git",
            "the branch main is protected");
    assertThat(log).allMatch(line -> line.startsWith("Warning: "));
  }

  @Test
  void rejectsUncleanTargetWhenCleanGitIsRequired() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"safety\": {\"require_clean_git\": true}}");
    TestFiles.commitAll(target);
    TestFiles.write(target, "b.txt", "y");

    assertThat(check().findFailure())
        .hasValueSatisfying(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED));
  }

  @Test
  void rejectsPlainFolderWhenGitIsRequired() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"safety\": {\"require_git\": true}}");

    assertThat(check().summary()).contains("not a git work tree");
  }

  @Test
  void rejectsLockedTarget() throws Exception {
    TestFiles.write(target, ".quality-lock", "");

    assertThat(check().summary()).contains(".quality-lock");
  }

  @Test
  void warnsAboutInvalidConfiguration() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{");

    CommandResult result = check();

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.warnings()).singleElement().asString().contains("the defaults are used");
  }
}
