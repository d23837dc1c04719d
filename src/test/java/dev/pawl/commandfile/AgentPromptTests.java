package dev.pawl.commandfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandFile;
import dev.pawl.registry.TestCommandRegistries;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the prompt of an agent, and what it must never include. */
class AgentPromptTests {

  @TempDir Path temp;
  private Path workspace;

  @BeforeEach
  void createWorkspace() throws Exception {
    workspace = Files.createDirectory(temp.resolve("workspace"));
    TestFiles.write(workspace, "src/a.txt", "content of a");
    TestFiles.write(temp, "secret.txt", "secret");
  }

  private String prompt(String body, String arguments) {
    Path commands = temp.resolve("commands");
    TestFiles.write(commands, "it.md", "---\nrun: agent\n---\n" + body + "\n");
    CommandFile file =
        TestCommandRegistries.ofSpecsAndFolder(commands, Map.of())
            .catalog()
            .find("it")
            .orElseThrow()
            .file();
    return new AgentPrompt(workspace).build(file, new Arguments(arguments));
  }

  @Test
  void fillsInFilesAndArguments() {
    assertThat(prompt("Compare @src/a.txt, and fix $1 of $ARGUMENTS.", "x y"))
        .isEqualTo("Compare content of a, and fix x of x y.");
  }

  @Test
  void includesFileNamedByArgument() {
    assertThat(prompt("Read @$1!", "src/a.txt")).isEqualTo("Read content of a!");
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
  void keepsPathsThatAreNoWorkspaceFiles(String include) throws Exception {
    Files.createSymbolicLink(workspace.resolve("link.txt"), temp.resolve("secret.txt"));

    assertThat(prompt("Read " + include + " now.", "")).isEqualTo("Read " + include + " now.");
  }

  @Test
  void doesNotIncludeTooLargeFile() {
    TestFiles.write(workspace, "big.txt", "x".repeat((1 << 20) + 1));

    assertThat(prompt("Read @big.txt.", "")).isEqualTo("Read @big.txt.");
  }

  @Test
  void neverRunsCommandSyntax() {
    assertThat(prompt("Now: !`touch /tmp/never` and $(id)", ""))
        .isEqualTo("Now: !`touch /tmp/never` and $(id)");
  }
}
