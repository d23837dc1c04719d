package dev.pawl.tool.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Invocations;
import dev.pawl.tool.process.Isolation;
import dev.pawl.tool.process.Processes;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
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
  void makeTarget() {
    Folders.write(target, "code.txt", "good\n");
    test("[\"grep\", \"-q\", \"good\", \"code.txt\"]");
  }

  private void test(String arguments) {
    Folders.write(target, ".quality-config.json", "{\"commands\": {\"test\": " + arguments + "}}");
  }

  private Optional<String> worse(OpenWorkspace open) throws Exception {
    return new BuildCheck(new Processes(Isolation.usual(Path.of("no-data"))))
        .worse(open.workspace(), Invocations.in(open.key(), log));
  }

  @Test
  void acceptsAResultThatStillPasses() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target, target.toString());
    Folders.write(open.folder(), "code.txt", "very good\n");

    assertThat(worse(open)).isEmpty();
    assertThat(log).contains("test: exit 0");
  }

  @Test
  void catchesAResultThatNoLongerPasses() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target, target.toString());
    Folders.write(open.folder(), "code.txt", "bad\n");

    assertThat(worse(open))
        .hasValueSatisfying(why -> assertThat(why).contains("I-20", "grep -q good code.txt"));
  }

  @Test
  void acceptsAResultThatIsAsBrokenAsBefore() throws Exception {
    Folders.write(target, "code.txt", "broken\n");
    OpenWorkspace open = OpenWorkspace.of(target, target.toString());
    Folders.write(open.folder(), "code.txt", "still broken\n");

    assertThat(worse(open)).isEmpty();
    assertThat(log).contains("test: exit 1", "test before: exit 1");
  }

  @Test
  void worksOnCopiesSoThatNothingOfTheProgramStays() throws Exception {
    test("[\"touch\", \"code.txt\", \"build-output\"]");
    OpenWorkspace open = OpenWorkspace.of(target, target.toString());
    Folders.write(open.folder(), "code.txt", "very good\n");

    assertThat(worse(open)).isEmpty();
    assertThat(open.workspace().differences()).hasSize(1);
    assertThat(target.resolve("build-output")).doesNotExist();
  }

  @Test
  void runsNothingOfATargetThatIsNotTrusted() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target);
    Folders.write(open.folder(), "code.txt", "bad\n");

    assertThat(worse(open)).isEmpty();
    assertThat(log).singleElement().asString().contains("not trusted");
  }

  @Test
  void runsNothingWhereNothingChanged() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target, target.toString());
    open.folder();

    assertThat(worse(open)).isEmpty();
    assertThat(log).isEmpty();
  }
}
