package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandResult;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which files formatting leaves as they are. */
class LayoutLimitsTests {

  private static final String LFS_POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 12345\n";

  @TempDir Path target;

  @BeforeEach
  void prepare() {
    TestFiles.write(
        target,
        ".editorconfig",
        """
        root = true
        [*]
        end_of_line = lf
        insert_final_newline = true
        trim_trailing_whitespace = true
        """);
  }

  private CommandResult format(String arguments) throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    open.folder();
    return TestCommands.format(open)
        .execute(CommandContexts.withArguments(open.key(), arguments, new ArrayList<>()));
  }

  private CommandResult cleanup(String arguments) throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    open.folder();
    return TestCommands.cleanup(open)
        .execute(CommandContexts.withArguments(open.key(), arguments, new ArrayList<>()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/it/unused-import/src/main/java/p/A.java",
        "src/tests/antunit/bad-src/A.java",
        "src/test/resources/A.java",
        "testdata/A.java",
        "tests/fixtures/p/A.java",
        "third_party/A.java"
      })
  void keepsUnusedCodeOfFixtures(String path) throws Exception {
    TestFiles.write(
        target, path, "import java.util.List;\nclass A { private void a() { int b = 1; } }\n");

    assertThat(cleanup("").changed()).isEmpty();
    assertThat(cleanup(path).changed()).containsExactly(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/it/java/p/ItA.java",
        "src/test/java/p/ATests.java",
        "src/main/java/testdata/A.java",
        "lib/A.java"
      })
  void removesUnusedImportsOfOtherSources(String path) throws Exception {
    TestFiles.write(target, path, "import java.util.List;\nclass A {}\n");

    assertThat(cleanup("").changed()).containsExactly(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test/fixtures/a.md",
        "src/__fixtures__/a.css",
        "testdata/a.toml",
        "pkg/testdata/a.kt",
        "__snapshots__/a.css",
        "tests/expected/a.json",
        "test/golden/a.json",
        "src/test/resources/a.json",
        "src/it/a-plugin/pom.css",
        "module/src/it/a/src/main/java/a.css",
        "src/test/projects/a/a.css",
        "a.snap",
        "a.golden",
        "a.golden.json",
        "a.approved.json",
        "a.patch",
        "a.diff",
        "a.properties",
        "a.eml",
        "a.csv",
        "a.tsv",
        "test/golden/a.txt",
        "test/invalid/a.css",
        "tests/colonError.json",
        "CMakeLists.txt",
        "vendor/a.js",
        "gradlew",
        "build-aux/config.guess",
        "third_party/x/a.css",
        "3rdparty/a.css",
        ".yarn/releases/a.js",
        "a.min.js",
        "a-min.css",
        "a.unknown",
        "package-lock.json"
      })
  void leavesFilesThatAreNotMeantToBeFormatted(String path) throws Exception {
    TestFiles.write(target, path, "{\"a\":\r\n1}  \r\n\r\n  ");

    assertThat(format("").changed()).isEmpty();
    assertThat(format("**").changed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test/fixtures/a.css|test/fixtures/**",
        "test/fixtures/a.css|test/fixtures/a.css",
        "data/a.csv|**/*.csv",
        "a.min.css|*.min.css",
        "vendor/a.css|vendor/**",
        "a.snap|a.snap",
        "src/a.css|",
        "tests/invalid/a.css|tests/invalid/**",
        "tests/errors.css|",
        "docs/notes.txt|",
        "src/main/java/com/shop/vendor/a.css|",
        "expected/a.css|"
      })
  void formatsFilesThatRequestNames(String pathAndArguments) throws Exception {
    String path = pathAndArguments.substring(0, pathAndArguments.indexOf('|'));
    TestFiles.write(target, path, "a  \n");

    assertThat(format(pathAndArguments.substring(path.length() + 1)).changed())
        .containsExactly(path);
  }

  @Test
  void trimsMarkdownWhoseDocumentStays() throws Exception {
    TestFiles.write(target, "docs/list.md", "* one  \n* two  \n\n| a |  \n|---|  \n| b |  \n");
    TestFiles.write(target, "docs/break.md", "* one  \n  two\n");

    assertThat(format("").changed()).containsExactly("docs/list.md");
  }

  @Test
  void formatsFilesThatConfigurationNames() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"layout\": [\"testdata/ours/**\"]}\n");
    TestFiles.write(target, "testdata/ours/a.css", "a  ");
    TestFiles.write(target, "testdata/a.css", "a  ");

    assertThat(format("").changed()).containsExactly("testdata/ours/a.css");
  }

  @Test
  void leavesFilesThatGitAttributesProtect() throws Exception {
    TestFiles.write(
        target,
        ".gitattributes",
        "gen/** linguist-generated\nlib/** linguist-vendored\nvendor/own/** -linguist-vendored\n"
            + "*.bat text eol=crlf\nraw/** -text\n");
    for (String path : List.of("gen/a.css", "lib/a.css", "raw/a.css", "vendor/a.css")) {
      TestFiles.write(target, path, "a  \n");
    }
    TestFiles.write(target, "vendor/own/a.css", "a  \n");
    TestFiles.write(target, "run.bat", "@echo off  \r\n");

    assertThat(format("").changed()).containsExactly("vendor/own/a.css");
  }

  @Test
  void leavesGeneratedMinifiedAndBinaryFiles() throws Exception {
    TestFiles.write(target, "a.css", "/* @generated */  \n");
    TestFiles.write(target, "b.js", "a;  \n" + "b;".repeat(2501) + "\n");
    TestFiles.write(target, "c.js", "a;  \n" + "b;".repeat(2500) + "\n");
    TestFiles.write(target, "d.css", "a\0  \n".getBytes(StandardCharsets.UTF_8));

    assertThat(format("").changed()).containsExactly("c.js");
  }

  @Test
  void formatterOfPawlLeavesFixturesAndMinifiedFiles() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"formatters\": {\"json\": [\"json\"]}}");
    TestFiles.write(target, "a.json", "{\"a\":1}");
    TestFiles.write(target, "testdata/a.json", "{\"a\":1}");
    TestFiles.write(target, "b.json", "[" + "1,".repeat(2500) + "1]");

    assertThat(format("").changed()).contains("a.json").doesNotContain("testdata/a.json", "b.json");
    assertThat(format("b.json").changed()).containsExactly("b.json");
  }

  @Test
  void examinesNoLfsPointersAndReportsThemOnce() throws Exception {
    TestFiles.write(target, "x.json", LFS_POINTER);
    TestFiles.write(target, "sub/x.py", LFS_POINTER);
    TestFiles.write(target, "y.json", "{}\n");
    TestWorkspace open = TestWorkspace.of(target);
    open.folder();
    var verify =
        new VerifyCommand(
            open.workspaces(),
            ToolBeans.get(CheckerRunner.class),
            ToolBeans.get(SuppressionService.class));

    CommandResult verified =
        verify.execute(CommandContexts.inWorkspace(open.key(), new ArrayList<>()));
    CommandResult formatted =
        TestCommands.format(open)
            .execute(
                CommandContexts.afterSteps(
                    open.key(), Map.of("verify", verified), new ArrayList<>()));

    assertThat(verified.findings()).isEmpty();
    assertThat(verified.metrics()).containsEntry("files_checked", 1L);
    assertThat(verified.warnings())
        .containsExactly("git LFS pointers, neither checked nor changed: sub/x.py, x.json");
    assertThat(formatted.changed()).isEmpty();
    assertThat(formatted.warnings()).isEmpty();
    assertThat(format("x.json").changed()).isEmpty();
  }
}
