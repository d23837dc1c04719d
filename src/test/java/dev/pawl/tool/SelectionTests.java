package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Arguments;
import dev.pawl.command.Invocation;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTests {

  @TempDir Path target;

  private static Selection of(String arguments) {
    return Selection.of(
        new Invocation("w/1", new Arguments(arguments), Map.of(), line -> {}, () -> {}));
  }

  @ParameterizedTest
  @CsvSource({
    "'', any/thing.x, true",
    "src/**, src/a/B.java, true",
    "src/**, src/B.java, true",
    "src/**, test/B.java, false",
    "**/*.java, B.java, true",
    "**/*.java, a/b/B.java, true",
    "*.java, a/B.java, false",
    "'a.py b.py', b.py, true",
    "'\"with blank.txt\"', with blank.txt, true",
    "src, src/B.java, false",
  })
  void choosesByGlobs(String arguments, String path, boolean chosen) {
    assertThat(of(arguments).includes(path)).isEqualTo(chosen);
  }

  @Test
  void knowsWhatIsAskedForByName() {
    assertThat(of("LICENSE src/**").names("LICENSE")).isTrue();
    assertThat(of("**").names("LICENSE")).isFalse();
  }

  @Test
  void staysWithinTheFilesThatCount() throws Exception {
    Folders.write(target, "a.txt", "a");
    Folders.write(target, "node_modules/a.txt", "a");
    OpenWorkspace open = OpenWorkspace.of(target);

    assertThat(of("**/a.txt").of(open.workspace().files()))
        .extracting(WorkspaceFile::path)
        .containsExactly("a.txt");
  }
}
