package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.target.TargetScope;
import dev.pawl.tool.CommandContexts;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTests {

  @TempDir Path target;
  private TestWorkspace open;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void openWorkspace() {
    TestFiles.write(target, "A.java", "class A{}\n");
    open = TestWorkspace.of(target);
  }

  private CommandResult publish() throws Exception {
    return new PublishCommand(open.workspaces())
        .execute(CommandContexts.inWorkspace(open.key(), log));
  }

  @Test
  void reportsNothingToPublish() throws Exception {
    open.folder();

    assertThat(publish().summary()).isEqualTo("nothing to publish");
  }

  @Test
  void publishesToTarget() throws Exception {
    TestFiles.write(open.folder(), "A.java", "class A {}\n");

    CommandResult result = publish();

    assertThat(result.metrics()).containsEntry("files_published", 1L);
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void refusesChangesOutsideOfTheScope() throws Exception {
    TestFiles.write(target, "src/B.java", "class B{}\n");
    open =
        TestWorkspace.inScope(
            target, new TargetScope(List.of("src"), List.of(), null, TargetScope.Lines.ALL));
    TestFiles.write(open.folder(), "src/B.java", "class B {}\n");
    TestFiles.write(open.folder(), "A.java", "class A {}\n");

    CommandResult result = publish();

    assertThat(result.findFailure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).isEqualTo(FailureKind.INTEGRITY);
          assertThat(failure.message())
              .isEqualTo("files outside of the scope were changed: A.java; nothing was published");
        });
    assertThat(TestFiles.read(target, "src/B.java")).isEqualTo("class B{}\n");
  }

  @Test
  void failsOnConflictingChanges() throws Exception {
    TestFiles.write(open.folder(), "A.java", "class A {}\n");
    TestFiles.write(target, "A.java", "by hand\n");

    CommandResult result = publish();

    assertThat(result.findFailure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).isEqualTo(FailureKind.CONFLICT);
          assertThat(failure.message()).contains("A.java", "nothing was overwritten");
        });
    assertThat(log).containsExactly("Conflict: A.java");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("by hand\n");
  }
}
