package dev.pawl.tool.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Invocations;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTests {

  @TempDir Path target;
  private OpenWorkspace open;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void openWorkspace() {
    Folders.write(target, "A.java", "class A{}\n");
    open = OpenWorkspace.of(target);
  }

  private Outcome publish() throws Exception {
    return new PublishCommand(open.workspaces()).execute(Invocations.in(open.key(), log));
  }

  @Test
  void saysThatThereIsNothingToPublish() throws Exception {
    open.folder();

    assertThat(publish().summary()).isEqualTo("nothing to publish");
  }

  @Test
  void changesTheTarget() throws Exception {
    Folders.write(open.folder(), "A.java", "class A {}\n");

    Outcome outcome = publish();

    assertThat(outcome.metrics()).containsEntry("files_published", 1L);
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void failsWithTheFilesThatSomebodyChanged() throws Exception {
    Folders.write(open.folder(), "A.java", "class A {}\n");
    Folders.write(target, "A.java", "by hand\n");

    Outcome outcome = publish();

    assertThat(outcome.failed())
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).isEqualTo(FailureKind.CONFLICT);
          assertThat(failure.message()).contains("A.java", "nothing was overwritten");
        });
    assertThat(log).containsExactly("Conflict: A.java");
    assertThat(Folders.read(target, "A.java")).isEqualTo("by hand\n");
  }
}
