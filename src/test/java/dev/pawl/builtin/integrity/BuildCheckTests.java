package dev.pawl.builtin.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.process.ProcessRunner;
import dev.pawl.process.TestProcessSandboxes;
import dev.pawl.tool.CommandContexts;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a target whose test command searches a file for the word "good". */
class BuildCheckTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void createTarget() {
    TestFiles.write(target, "code.txt", "good\n");
    configureTestCommand("[\"grep\", \"-q\", \"good\", \"code.txt\"]");
  }

  private void configureTestCommand(String arguments) {
    TestFiles.write(
        target, ".quality-config.json", "{\"commands\": {\"test\": " + arguments + "}}");
  }

  private Optional<String> findRegression(TestWorkspace open) throws Exception {
    return new BuildCheck(new ProcessRunner(TestProcessSandboxes.hiding(Path.of("no-data"))))
        .findRegression(open.workspace(), CommandContexts.inWorkspace(open.key(), log));
  }

  @Test
  void acceptsPassingResult() throws Exception {
    TestWorkspace open = TestWorkspace.of(target, target.toString());
    TestFiles.write(open.folder(), "code.txt", "very good\n");

    assertThat(findRegression(open)).isEmpty();
    assertThat(log).contains("test: exit 0");
  }

  @Test
  void rejectsResultThatNoLongerPasses() throws Exception {
    TestWorkspace open = TestWorkspace.of(target, target.toString());
    TestFiles.write(open.folder(), "code.txt", "bad\n");

    assertThat(findRegression(open))
        .hasValueSatisfying(reason -> assertThat(reason).contains("I-20", "grep -q good code.txt"));
  }

  @Test
  void acceptsResultThatFailedBefore() throws Exception {
    TestFiles.write(target, "code.txt", "broken\n");
    TestWorkspace open = TestWorkspace.of(target, target.toString());
    TestFiles.write(open.folder(), "code.txt", "still broken\n");

    assertThat(findRegression(open)).isEmpty();
    assertThat(log).contains("test: exit 1", "test before: exit 1");
  }

  @Test
  void runsOnCopies() throws Exception {
    configureTestCommand("[\"touch\", \"code.txt\", \"build-output\"]");
    TestWorkspace open = TestWorkspace.of(target, target.toString());
    TestFiles.write(open.folder(), "code.txt", "very good\n");

    assertThat(findRegression(open)).isEmpty();
    assertThat(open.workspace().differences()).hasSize(1);
    assertThat(target.resolve("build-output")).doesNotExist();
  }

  @Test
  void runsNothingForUntrustedTarget() throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    TestFiles.write(open.folder(), "code.txt", "bad\n");

    assertThat(findRegression(open)).isEmpty();
    assertThat(log).singleElement().asString().contains("not trusted");
  }

  @Test
  void runsNothingWithoutChanges() throws Exception {
    TestWorkspace open = TestWorkspace.of(target, target.toString());
    open.folder();

    assertThat(findRegression(open)).isEmpty();
    assertThat(log).isEmpty();
  }
}
