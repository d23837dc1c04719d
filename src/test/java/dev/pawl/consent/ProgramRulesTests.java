package dev.pawl.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.process.ProcessRunner;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the rules that Pawl reads with the files that the installed programs select themselves. */
class ProgramRulesTests {

  private static final List<String> PYTHON_FILES =
      List.of(
          "app/a.py",
          "app/migrations/m.py",
          "tests/data/d.py",
          "tests/t.py",
          "build/x/b.py",
          "builder/c.py",
          "gen/sub/h.py",
          "src/gen/s.py",
          "dist/d.py",
          "venv/v.py",
          "old.py",
          "a.pyi");

  @TempDir Path target;
  private final List<WorkspaceFile> files = new ArrayList<>();

  private void write(String path, String text) throws IOException {
    Path file = TestFiles.write(target, path, text);
    files.add(new WorkspaceFile(path, file, Files.size(file), ""));
  }

  private List<String> formatted(String tool, List<String> paths) {
    FileRules rules = FormatterConsents.read(files).rules(tool, "");
    return paths.stream().filter(path -> rules.exclusion(path).isEmpty()).sorted().toList();
  }

  /** Runs a program in the target and returns the files that its output names in lines of the given form. */
  private List<String> run(Pattern line, String... command) throws Exception {
    assumeThat(ProcessRunner.findOnPath(command[0])).as("%s is installed", command[0]).isPresent();
    Process process =
        new ProcessBuilder(command).directory(target.toFile()).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .replace(target.toRealPath() + "/", "");
    process.waitFor();
    return line.matcher(output).results().map(match -> match.group(1)).sorted().toList();
  }

  @Test
  void blackFormatsTheSameFiles() throws Exception {
    for (String path : PYTHON_FILES) {
      write(path, "x=1\n");
    }
    write(
        "pyproject.toml",
        "[tool.black]\nextend-exclude = '''\n/(\n  migrations  # comment\n  |"
            + " tests/data\n)/\n'''\nforce-exclude = '/old\\.py$'\n");

    assertThat(formatted("black", PYTHON_FILES))
        .isEqualTo(
            run(Pattern.compile("(?m)^would reformat (.*)$"), "black", "--check", "-v", "."));
  }

  @Test
  void isortSortsTheSameFiles() throws Exception {
    List<String> paths = PYTHON_FILES;
    for (String path : paths) {
      write(path, "import os\nimport abc\n\nprint(os, abc)\n");
    }
    write(
        "pyproject.toml",
        "[tool.isort]\nskip = ['old.py', 'gen', 'app/a.py']\n"
            + "skip_glob = ['tests/*', '*/migrations/*']\n");

    assertThat(formatted("isort", paths))
        .isEqualTo(run(Pattern.compile("(?m)^ERROR: (\\S+) Imports are"), "isort", "--check", "."));
  }

  @Test
  void shfmtFormatsTheSameFiles() throws Exception {
    var paths = List.of("a.sh", "third/b.sh", "third/ours.sh", "x/gen/c.sh");
    for (String path : paths) {
      write(path, "if true; then\n        echo\nfi\n");
    }
    write(
        ".editorconfig",
        "root = true\n[third/**]\nignore = true\n[third/ours.sh]\nignore = false\n[gen/**]\n"
            + "ignore = true\n[**/gen/*]\nignore = true\n");

    assertThat(formatted("shfmt", paths))
        .isEqualTo(run(Pattern.compile("(?m)^(\\S+\\.sh)$"), "shfmt", "-l", "."));
  }
}
