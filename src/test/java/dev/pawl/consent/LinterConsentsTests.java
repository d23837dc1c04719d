package dev.pawl.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which files of a target its configured linters may fix. */
class LinterConsentsTests {

  @TempDir Path target;
  private final List<WorkspaceFile> files = new ArrayList<>();

  private void write(String path, String text) throws IOException {
    Path file = TestFiles.write(target, path, text);
    files.add(new WorkspaceFile(path, file, Files.size(file), ""));
  }

  /** Returns the files among these that the only configured linter leaves as they are. */
  private List<String> left(boolean trusted, String... paths) {
    List<LinterConsent> consents = LinterConsents.read(files, trusted);
    assertThat(consents).hasSize(1);
    FileRules rules = consents.getFirst().rules();
    return Stream.of(paths).filter(path -> rules.exclusion(path).isPresent()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "pyproject.toml ~ [tool.ruff]#extend-exclude = ['gen']#[tool.ruff.lint]#exclude = ['old.py']",
        "ruff.toml      ~ extend-exclude = ['gen']#[lint]#exclude = ['old.py']",
        ".pre-commit-config.yaml ~ repos: [{repo: x, hooks: [{id: ruff, exclude: '^gen/|old'}]}]"
      })
  void ruffFixesNoFileThatTheTargetExcludes(String file, String text) throws Exception {
    write(file, text.replace("#", "\n") + "\n");

    for (boolean trusted : new boolean[] {true, false}) {
      assertThat(left(trusted, "a.py", "gen/b.py", "old.py")).containsExactly("gen/b.py", "old.py");
    }
  }

  @Test
  void ruffFixesNoFileWithExceptionsThatItDoesNotKnow() throws Exception {
    write(
        "ruff.toml",
        """
        [lint.per-file-ignores]
        "api/*.py" = ["F401"]
        "tests/*" = ["S101", "PLR2004"]
        [lint.extend-per-file-ignores]
        "all/*" = ["ALL"]
        """);

    assertThat(left(false, "a.py", "api/b.py", "all/c.py", "tests/d.py"))
        .containsExactly("api/b.py", "all/c.py");
    assertThat(left(true, "a.py", "api/b.py", "all/c.py", "tests/d.py"))
        .as("ruff reads the configuration of a trusted target itself")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "formatters: {enable: [goimports], exclusions: {paths: ['gen/.*']}}",
        "linters: {enable: [goimports]}#issues: {exclude-dirs: [gen]}",
        "linters: {enable: [goimports]}#run: {skip-files: ['.*_gen\\.go', 'gen/']}"
      })
  void goimportsFixesNoFileThatGolangciExcludes(String text) throws Exception {
    write(".golangci.yml", text.replace("#", "\n") + "\n");

    assertThat(left(false, "a.go", "gen/b.go")).containsExactly("gen/b.go");
  }
}
