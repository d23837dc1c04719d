package dev.pawl.tool.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandFile;
import dev.pawl.registry.CommandsOf;
import dev.pawl.workspace.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the prompt of an agent, and what it must never include. */
class PromptTests {

  @TempDir Path temp;
  private Path workspace;

  @BeforeEach
  void makeWorkspace() throws Exception {
    workspace = Files.createDirectory(temp.resolve("workspace"));
    Folders.write(workspace, "src/a.txt", "content of a");
    Folders.write(temp, "secret.txt", "secret");
  }

  private String told(String body, String arguments) {
    Path commands = temp.resolve("commands");
    Folders.write(commands, "it.md", "---\nrun: agent\n---\n" + body + "\n");
    CommandFile file =
        CommandsOf.with(commands, Map.of()).catalog().find("it").orElseThrow().file();
    return new Prompt(workspace).of(file, new Arguments(arguments));
  }

  @Test
  void hasFilesAndArgumentsInTheirPlaces() {
    assertThat(told("Compare @src/a.txt, and fix $1 of $ARGUMENTS.", "x y"))
        .isEqualTo("Compare content of a, and fix x of x y.");
  }

  @Test
  void readsAFileThatAnArgumentNames() {
    assertThat(told("Read @$1!", "src/a.txt")).isEqualTo("Read content of a!");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@../secret.txt",
        "@src/../../secret.txt",
        "@src",
        "@none.txt",
        "me@src/a.txt",
        "@link.txt",
        "@@src/a.txt",
      })
  void leavesWhatIsNoFileOfTheWorkspaceAsItIsWritten(String include) throws Exception {
    Files.createSymbolicLink(workspace.resolve("link.txt"), temp.resolve("secret.txt"));

    assertThat(told("Read " + include + " now.", "")).isEqualTo("Read " + include + " now.");
  }

  @Test
  void doesNotReadAFileThatIsTooLarge() {
    Folders.write(workspace, "big.txt", "x".repeat((1 << 20) + 1));

    assertThat(told("Read @big.txt.", "")).isEqualTo("Read @big.txt.");
  }

  @Test
  void neverRunsWhatLooksLikeACommand() {
    assertThat(told("Now: !`touch /tmp/never` and $(id)", ""))
        .isEqualTo("Now: !`touch /tmp/never` and $(id)");
  }
}
