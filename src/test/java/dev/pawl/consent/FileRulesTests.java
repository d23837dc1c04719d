package dev.pawl.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRulesTests {

  @TempDir Path target;
  private final List<WorkspaceFile> files = new ArrayList<>();

  private void write(String path, String text) throws IOException {
    Path file = TestFiles.write(target, path, text);
    files.add(new WorkspaceFile(path, file, Files.size(file), ""));
  }

  private FileRules rules(String tool) {
    return FormatterConsents.read(files).rules(tool, "");
  }

  /** Returns the files among these that the tool leaves as they are. */
  private List<String> left(String tool, String... paths) {
    FileRules rules = rules(tool);
    return Stream.of(paths).filter(path -> rules.exclusion(path).isPresent()).toList();
  }

  @ParameterizedTest(name = "{0} ignores {1}: {2}")
  @CsvSource({
    "dist, dist/a.js, true",
    "dist, src/dist/a.js, true",
    "dist, src/distant.js, false",
    "/dist, src/dist/a.js, false",
    "/dist, dist/a.js, true",
    "dist/, dist, false",
    "docs/*.md, docs/a.md, true",
    "docs/*.md, docs/b/a.md, false",
    "docs/**/*.md, docs/a.md, true",
    "docs/**/*.md, docs/b/c/a.md, true",
    "**/*.snap.js, a/b/c.snap.js, true",
    "*.min.*, a/b.min.js, true",
    "[ab].js, a.js, true",
    "[!ab].js, a.js, false",
    "[!ab].js, c.js, true",
    "\\#a.js, #a.js, true",
    "#a.js, #a.js, false",
    "docs/**, docs/b/a.md, true",
    "docs/**, other/docs/a.md, false",
  })
  void prettierFollowsTheSyntaxOfGitignore(String line, String path, boolean ignored)
      throws Exception {
    write(".prettierignore", "\n" + line + "\n");

    assertThat(rules("prettier").exclusion(path).isPresent()).isEqualTo(ignored);
  }

  @Test
  void ignoreRulesAgreeWithGit() throws Exception {
    List<String> patterns =
        List.of(
            "a",
            "/a",
            "a/",
            "a/b",
            "/a/b/",
            "*.c",
            "a/*.c",
            "a/**",
            "**/b",
            "**/b/c",
            "a/**/c.c",
            "b*",
            "?.c",
            "[ab].c",
            "[!a].c",
            "[^a].c",
            "*/b",
            "a*/c.c",
            "/*",
            "/*/",
            "**",
            "a/**/",
            "a/b/c.c",
            "./a",
            "c.c ",
            "\\!x",
            "b/");
    List<String> paths =
        List.of(
            "a",
            "b",
            "c.c",
            "a/b",
            "a/c.c",
            "b/c.c",
            "a/b/c.c",
            "x/a/b",
            "x/b/c/d",
            "ab/c.c",
            "a/x/y/c.c",
            "!x",
            "x/y/b",
            "b.c");
    for (String first : patterns) {
      for (String second : List.of("", "!c.c", "!a", "!/a/b/")) {
        String text = first + "\n" + second + "\n";
        var git = new IgnoreNode();
        git.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        IgnoreRules rules = IgnoreRules.parse(text);
        for (String path : paths) {
          // Git does not remove ./ from patterns, which other tools accept.
          if (!first.startsWith("./")) {
            assertThat(rules.ignore(path)).as("%s of %s", path, text).isEqualTo(ignores(git, path));
          }
        }
      }
    }
  }

  private static boolean ignores(IgnoreNode git, String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (Boolean.TRUE.equals(git.checkIgnored(path.substring(0, slash), true))) {
        return true;
      }
    }
    return Boolean.TRUE.equals(git.checkIgnored(path, false));
  }

  @Test
  void prettierIncludesAgainWhatALaterLineNamesButNothingBelowAnIgnoredFolder() throws Exception {
    write(".prettierignore", "*.md\n!README.md\nbuild/\n!build/keep.js\n");

    assertThat(left("prettier", "a.md", "README.md", "build/keep.js", "a.js"))
        .containsExactly("a.md", "build/keep.js");
    assertThat(rules("prettier").exclusion("a.md")).contains("excluded by .prettierignore");
  }

  @Test
  void prettierFollowsTheIgnoreFileOfAFolderOnlyBelowIt() throws Exception {
    write("web/.prettierignore", "gen\n");

    assertThat(left("prettier", "gen/a.js", "web/gen/a.js", "web/a.js", "node_modules/a.js"))
        .containsExactly("web/gen/a.js", "node_modules/a.js");
  }

  @Test
  void prettierFormatsFixturesThatNoRuleExcludes() throws Exception {
    write(".prettierignore", "dist\n");

    assertThat(left("prettier", "test/fixtures/a.js", "testdata/a.js")).isEmpty();
  }

  @Test
  void blackSearchesForItsExpressionsInThePathFromTheRoot() throws Exception {
    write(
        "pyproject.toml",
        "[tool.black]\nextend-exclude = '''\n/(\n  migrations  # written by Django\n  |"
            + " tests/data\n)/\n'''\n");

    assertThat(
            left(
                "black",
                "app/migrations/0001.py",
                "tests/data/a.py",
                "tests/database/a.py",
                "app/a.py",
                "build/a.py",
                "builder/a.py"))
        .containsExactly("app/migrations/0001.py", "tests/data/a.py", "build/a.py");
    assertThat(rules("black").exclusion("build/a.py"))
        .contains("excluded by pyproject.toml [tool.black]");
  }

  @Test
  void ownExcludeOfBlackReplacesItsDefault() throws Exception {
    write(
        "pyproject.toml",
        "[tool.black]\nexclude = '^/gen/'\nforce-exclude = 'old\\.py$'\ninclude = 'py$'\n");

    assertThat(left("black", "gen/a.py", "build/a.py", "a/old.py", "a.pyi"))
        .containsExactly("gen/a.py", "a/old.py", "a.pyi");
  }

  @Test
  void expressionsThatBacktrackExcludeTheFileInBoundedTime() throws Exception {
    write("pyproject.toml", "[tool.black]\nexclude = '(.*a){15}c'\n");

    assertThat(
            assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> left("black", "a".repeat(200) + "b.py")))
        .hasSize(1);
  }

  @Test
  void globsWithManyStarsTakeLittleTime() throws Exception {
    write(".prettierignore", "*a".repeat(60) + "b\n");

    assertThatCode(() ->
            assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> left("prettier", "a".repeat(4000))))
        .doesNotThrowAnyException();
  }

  @Test
  void brokenExpressionsExcludeNothing() throws Exception {
    write("pyproject.toml", "[tool.black]\nextend-exclude = '(('\n");

    assertThat(left("black", "a.py")).isEmpty();
  }

  @Test
  void ruffExcludesNamesAndPathsForAllToolsAndForTheFormatter() throws Exception {
    write(
        "pyproject.toml",
        "[tool.ruff]\nextend-exclude = ['gen', 'app/old']\n[tool.ruff.format]\nexclude ="
            + " ['*.ipynb', 'tests/data/*.py']\n");

    assertThat(
            left(
                "ruff",
                "a/gen/b.py",
                "app/old/a.py",
                "x/app/old/a.py",
                "tests/data/a.py",
                "tests/a.py",
                "dist/a.py",
                "distant.py"))
        .containsExactly("a/gen/b.py", "app/old/a.py", "tests/data/a.py", "dist/a.py");
  }

  @Test
  void ruffFileComesBeforePyproject() throws Exception {
    write("pyproject.toml", "[tool.ruff]\nexclude = ['a']\n");
    write("ruff.toml", "exclude = ['b']\n[format]\nexclude = ['c.py']\n");

    assertThat(left("ruff", "a/x.py", "b/x.py", "c.py", "venv/a.py"))
        .containsExactly("b/x.py", "c.py");
    assertThat(rules("ruff").exclusion("c.py")).contains("excluded by ruff.toml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pyproject.toml | [tool.isort]~skip = ['a.py', 'gen/']~extend_skip_glob = ['tests/*']",
        ".isort.cfg | [settings]~skip = a.py, gen~extend_skip_glob =~    tests/*",
        "setup.cfg | [isort]~skip = a.py,gen~skip_glob = tests/*",
      })
  void isortSkipsNamesAndGlobs(String file, String text) throws Exception {
    write(file, text.replace('~', '\n') + "\n");

    assertThat(left("isort", "x/a.py", "gen/b.py", "tests/x/b.py", "b.py", "build/c.py"))
        .containsExactly("x/a.py", "gen/b.py", "tests/x/b.py");
  }

  @Test
  void biomeFollowsItsIncludesInTheirOrder() throws Exception {
    write(
        "biome.json",
        "{\"files\": {\"includes\": [\"**\", \"!**/dist\", \"!!gen\"]}, // all tools\n"
            + " \"formatter\": {\"includes\": [\"src/**\", \"!src/a.js\"]}}");

    assertThat(left("biome", "src/b.js", "src/a.js", "src/dist/b.js", "lib/b.js", "gen/a.js"))
        .containsExactly("src/a.js", "src/dist/b.js", "lib/b.js", "gen/a.js");
  }

  @Test
  void biomeFollowsTheListsOfItsFirstVersion() throws Exception {
    write(
        "biome.json",
        "{\"files\": {\"ignore\": [\"dist\", \"*.gen.js\"]},"
            + " \"formatter\": {\"ignore\": [\"src/old/**\"], \"include\": [\"src/**\"]}}");

    assertThat(left("biome", "src/b.js", "src/dist/b.js", "src/a.gen.js", "src/old/x.js", "c.js"))
        .containsExactly("src/dist/b.js", "src/a.gen.js", "src/old/x.js", "c.js");
  }

  @Test
  void dprintFollowsItsIncludesAndExcludes() throws Exception {
    write(
        "dprint.json",
        "{\"includes\": [\"**/*.{ts,json}\"], \"excludes\": [\"**/dist\", \"!src/dist\","
            + " \"./top.ts\"]}");

    assertThat(left("dprint", "a.ts", "a.md", "dist/a.ts", "src/dist/a.ts", "top.ts", "x/top.ts"))
        .containsExactly("a.md", "dist/a.ts", "top.ts");
  }

  @Test
  void hooksOfPreCommitFormatTheFilesTheySelect() throws Exception {
    write(
        ".pre-commit-config.yaml",
        "exclude: ^vendor/\nrepos:\n- repo: x\n  hooks:\n  - id: black\n    files: ^src/\n"
            + "    exclude: |\n      (?x)^(\n        src/gen/.*|\n        src/old\\.py\n      )$\n"
            + "  - id: prettier\n");

    assertThat(left("black", "src/a.py", "src/gen/a.py", "src/old.py", "tests/a.py"))
        .containsExactly("src/gen/a.py", "src/old.py", "tests/a.py");
    assertThat(left("prettier", "vendor/a.js", "tests/a.js")).containsExactly("vendor/a.js");
    assertThat(left("shfmt", "vendor/a.sh")).isEmpty();
  }

  @Test
  void clangFormatFollowsTheClosestIgnoreFile() throws Exception {
    write(".clang-format-ignore", "# generated\ngen/*\n*.inc\n");
    write("lib/.clang-format-ignore", "!ours.c\n");

    assertThat(
            left("clang-format", "gen/a.c", "a.inc", "src/a.inc", "a.c", "lib/ours.c", "lib/b.c"))
        .containsExactly("gen/a.c", "a.inc", "lib/b.c");
  }

  @Test
  void clangFormatLeavesFoldersThatDisableIt() throws Exception {
    write(".clang-format", "BasedOnStyle: LLVM\n");
    write("extern/.clang-format", "DisableFormat: true\n");

    assertThat(left("clang-format", "a.c", "extern/a.c", "extern/x/a.c"))
        .containsExactly("extern/a.c", "extern/x/a.c");
  }

  @Test
  void rustfmtFollowsItsIgnoreListAndLeavesTestData() throws Exception {
    write("rustfmt.toml", "ignore = ['src/gen.rs', 'old']\n");

    assertThat(left("rustfmt", "src/gen.rs", "a/old/b.rs", "src/a.rs", "tests/fixtures/a.rs"))
        .containsExactly("src/gen.rs", "a/old/b.rs", "tests/fixtures/a.rs");
  }

  @Test
  void gofmtLeavesWhatGoFmtLeaves() throws Exception {
    assertThat(left("gofmt", "a.go", "x/testdata/a.go", "_old/a.go", ".tools/a.go", "data/a.go"))
        .containsExactly("x/testdata/a.go", "_old/a.go", ".tools/a.go");
  }

  @Test
  void shfmtFollowsIgnoreInEditorconfig() throws Exception {
    write(
        ".editorconfig",
        "root = true\n[*.sh]\nindent_size = 2\n[third/**]\nignore = true\n[third/ours.sh]\n"
            + "ignore = false\n[{a,b}.sh]\nignore=true\n");

    assertThat(left("shfmt", "x.sh", "third/x.sh", "third/ours.sh", "d/a.sh"))
        .containsExactly("third/x.sh", "d/a.sh");
  }

  private static String spotless(String java) {
    return "<project><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
        + "<configuration><java>"
        + java
        + "<googleJavaFormat/></java></configuration></plugin></plugins></build></project>";
  }

  @Test
  void spotlessInMavenFormatsTheUsualSourcesWithoutIncludes() throws Exception {
    write("pom.xml", spotless(""));
    write("core/src/main/java/A.java", "class A {}\n");

    assertThat(
            left(
                "google-java-format",
                "core/src/main/java/A.java",
                "src/test/java/p/T.java",
                "src/jmh/java/B.java",
                "src/test/resources/C.java"))
        .containsExactly("src/jmh/java/B.java", "src/test/resources/C.java");
  }

  @Test
  void spotlessInMavenFollowsItsIncludesAndExcludes() throws Exception {
    write(
        "pom.xml",
        spotless(
            "<includes><include>src/**/*.java</include></includes>"
                + "<excludes><exclude>**/gen/**</exclude></excludes>"));
    write("src/main/java/A.java", "class A {}\n");

    assertThat(
            left(
                "google-java-format",
                "src/jmh/java/B.java",
                "core/src/main/java/A.java",
                "src/main/java/gen/G.java",
                "tools/T.java"))
        .containsExactly("src/main/java/gen/G.java", "tools/T.java");
  }

  @Test
  void spotlessInMavenFormatsAllFilesWhereSourcesAreElsewhere() throws Exception {
    write("pom.xml", spotless(""));
    write("code/A.java", "class A {}\n");

    assertThat(left("google-java-format", "code/A.java")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "target 'src/*/java/**/*.java'; targetExclude '**/gen/**' | gen tools",
        "target('src/**/*.java', 'tools/*.java') | ''",
        "target(\"tools/**\") | main gen",
        "targetExclude(\"**/gen/*.java\") | gen tools",
        "target fileTree('x') | ''",
        "targetExclude(\"${project.buildDir}/**\", '**/gen/**') | gen tools",
        "targetExclude(\"$buildDir/**\", \"**/gen/**\") | gen tools",
        "targetExclude(\"${layout.buildDirectory.get()}/**\", '**/gen/**') | gen tools",
        "targetExclude fileTree('tools') | main gen tools",
        "targetExclude('**/gen/**', legacy) | main gen tools",
        "targetExclude(fileTree(dir)) | main gen tools",
      })
  void spotlessInGradleFollowsItsTargets(String calls, String expected) throws Exception {
    write(
        "build.gradle",
        "spotless {\n  groovy { target '*.groovy' }\n  java {\n    "
            + calls.replace("; ", "\n    ")
            + "\n    googleJavaFormat()\n  }\n}\n");
    write("src/main/java/A.java", "class A {}\n");

    List<String> left =
        left(
            "google-java-format",
            "src/main/java/A.java",
            "src/main/java/gen/G.java",
            "tools/T.java");

    assertThat(left.stream().map(path -> path.replaceAll("(?:.*/)?(\\w+)/\\w+\\.java", "$1")))
        .containsExactlyElementsOf(
            Stream.of(expected.replace("'", "").replace("main", "java").split(" "))
                .filter(word -> !word.isEmpty())
                .toList());
  }

  @Test
  void springJavaformatFollowsItsIncludesAndExcludes() throws Exception {
    write(
        "pom.xml",
        "<project><build><plugins><plugin><artifactId>spring-javaformat-maven-plugin</artifactId>"
            + "<configuration><excludes><exclude>**/gen/**</exclude></excludes></configuration>"
            + "</plugin></plugins></build></project>");
    write("src/main/java/A.java", "class A {}\n");

    assertThat(
            left(
                "spring-javaformat",
                "src/main/java/A.java",
                "src/main/java/gen/G.java",
                "samples/B.java"))
        .containsExactly("src/main/java/gen/G.java", "samples/B.java");
    assertThat(rules("spring-javaformat").exclusion("src/main/java/gen/G.java"))
        .contains("excluded by pom.xml (spring-javaformat plugin)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spring-javaformat | build.gradle     | plugins { id 'io.spring.javaformat' } | java",
        "ktfmt             | build.gradle.kts | plugins { id(\"com.ncorti.ktfmt.gradle\") } | kotlin",
        "ktfmt             | build.gradle.kts | spotless { kotlin { ktfmt() } } | kotlin"
      })
  void pluginsInGradleFormatTheSourceSets(String tool, String script, String text, String folder)
      throws Exception {
    String extension = folder.equals("java") ? "java" : "kt";
    String source = "src/main/%s/A.%s".formatted(folder, extension);
    write(script, text + "\n");
    write(source, "class A {}\n");

    assertThat(left(tool, source, "samples/B." + extension))
        .containsExactly("samples/B." + extension);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pom.xml | <project><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
            + "<configuration><java><includes><include>x/*.java</include></includes></java><kotlin>"
            + "<includes><include>src/**/*.kt</include></includes><excludes><exclude>**/gen/**"
            + "</exclude></excludes><ktfmt/></kotlin></configuration></plugin></plugins></build>"
            + "</project>",
        "build.gradle.kts | spotless { java { target(\"x/*.java\"); googleJavaFormat() }"
            + " kotlin { target(\"src/**/*.kt\"); targetExclude(\"**/gen/**\"); ktfmt() } }"
      })
  void ktfmtFollowsTheKotlinSectionOfSpotless(String file, String text) throws Exception {
    write(file, text + "\n");
    write("src/main/kotlin/A.kt", "class A\n");

    assertThat(left("ktfmt", "src/main/kotlin/A.kt", "src/main/kotlin/gen/G.kt", "docs/B.kt"))
        .containsExactly("src/main/kotlin/gen/G.kt", "docs/B.kt");
  }

  @Test
  void toolsWithoutConfigurationLeaveNothing() throws Exception {
    write("a.md", "a\n");

    assertThat(left("biome", "a.js")).isEmpty();
    assertThat(left("dprint", "a.ts")).isEmpty();
    assertThat(left("google-java-format", "A.java")).isEmpty();
  }
}
