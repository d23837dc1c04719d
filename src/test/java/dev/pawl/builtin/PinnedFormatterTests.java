package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.jvm.InstalledJvmFormatters;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Tests that the version of a formatter that a target pins is used where it is installed. */
class PinnedFormatterTests {

  /** A file that google-java-format 1.19.2 and 1.28.0 format differently. */
  private static final String DIRTY =
      """
      class A{
        String a(boolean b){
          if(b)return \"""
              text
              \""";
          return "";
        }
      }
      """;

  private static final String FORMATTED_BY_1_19 =
      """
      class A {
        String a(boolean b) {
          if (b) return \"""
              text
              \""";
          return "";
        }
      }
      """;

  private static final Map<Path, AnnotationConfigApplicationContext> CONTEXTS = new HashMap<>();

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  @AfterAll
  static void closeContexts() {
    CONTEXTS.values().forEach(AnnotationConfigApplicationContext::close);
  }

  private static FixCommandConfiguration commands(TestWorkspace open, Path folder) {
    return new FixCommandConfiguration(
        open.workspaces(),
        CONTEXTS.computeIfAbsent(folder, ToolBeans::createContext).getBean(FixerRunner.class));
  }

  private CommandResult format(TestWorkspace open, Path folder, String arguments) throws Exception {
    return commands(open, folder)
        .format()
        .execute(CommandContexts.withArguments(open.key(), arguments, log));
  }

  private CommandResult format(TestWorkspace open, String formatter) throws Exception {
    return format(open, InstalledJvmFormatters.folder(formatter), "");
  }

  private void spotless(String section, String step) {
    TestFiles.write(
        target,
        "pom.xml",
        "<project><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
            + "<configuration><%1$s>%2$s</%1$s></configuration></plugin></plugins></build></project>\n"
                .formatted(section, step));
  }

  @Test
  void usesThePinnedVersionThatIsInstalled() throws Exception {
    spotless("java", "<googleJavaFormat><version>1.19.2</version></googleJavaFormat>");
    TestFiles.write(target, "A.java", DIRTY);
    var open = TestWorkspace.of(target);

    CommandResult result = format(open, "google-java-format");

    assertThat(result.findings()).isEmpty();
    assertThat(result.warnings()).isEmpty();
    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo(FORMATTED_BY_1_19);
    assertThat(result.facts().get("formatters"))
        .contains("java: google-java-format 1.19.2, asked for by pom.xml (Spotless)");
    assertThat(format(open, "google-java-format").changed()).isEmpty();
  }

  @Test
  void usesThePinnedVersionAlsoForARequest() throws Exception {
    spotless("java", "<googleJavaFormat><version>1.19.2</version></googleJavaFormat>");
    TestFiles.write(target, "A.java", DIRTY);
    var open = TestWorkspace.of(target);

    CommandResult result =
        format(
            open, InstalledJvmFormatters.folder("google-java-format"), "--with=google-java-format");

    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo(FORMATTED_BY_1_19);
    assertThat(result.facts().get("formatters"))
        .contains("google-java-format 1.19.2, asked for by the request");
  }

  @Test
  void eachFolderUsesTheVersionThatItPins() throws Exception {
    TestFiles.write(target, "old/A.java", DIRTY);
    TestFiles.write(
        target, "old/build.gradle", "spotless { java { googleJavaFormat('1.19.2') } }\n");
    TestFiles.write(target, "new/A.java", DIRTY);
    TestFiles.write(
        target, "new/build.gradle", "spotless { java { googleJavaFormat('1.28.0').aosp() } }\n");
    var open = TestWorkspace.of(target);

    format(open, "google-java-format");

    assertThat(TestFiles.read(open.folder(), "old/A.java")).isEqualTo(FORMATTED_BY_1_19);
    assertThat(TestFiles.read(open.folder(), "new/A.java"))
        .contains("        if (b)\n            return \"\"\"\n");
  }

  @Test
  void sortsImportsWithThePinnedVersion() throws Exception {
    spotless(
        "java",
        "<googleJavaFormat><version>1.19.2</version><reorderImports>true</reorderImports></googleJavaFormat>");
    TestFiles.write(
        target,
        "A.java",
        "import java.util.Set;\nimport java.util.List;\n\nclass A {\n  List<Set<A>> a;\n}\n");
    var open = TestWorkspace.of(target);

    CommandResult result =
        commands(open, InstalledJvmFormatters.folder("google-java-format"))
            .optimizeImports()
            .execute(CommandContexts.withArguments(open.key(), "", log));

    assertThat(result.findings()).isEmpty();
    assertThat(result.changed()).containsExactly("A.java");
    assertThat(result.facts().get("formatters")).contains("import-order 1.19.2");
  }

  @Test
  void leavesFilesIfThePinnedVersionIsNotInstalled() throws Exception {
    spotless("java", "<googleJavaFormat><version>1.18.0</version></googleJavaFormat>");
    TestFiles.write(target, "A.java", DIRTY);
    TestFiles.write(target, "B.java", "class B {}\n");

    CommandResult result = format(TestWorkspace.of(target), "google-java-format");

    assertThat(result.changed()).isEmpty();
    assertThat(result.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.file()).isEqualTo("A.java");
          assertThat(finding.rule()).isEqualTo("formatter-version-differs");
          assertThat(finding.message())
              .contains("1.18.0", "to install it: tools/jvm/fetch google-java-format 1.18.0");
        });
  }

  @Test
  void namesNoCommandForAVersionThatIsNotKnown() throws Exception {
    spotless("java", "<googleJavaFormat><version>${unknown}</version></googleJavaFormat>");
    TestFiles.write(target, "A.java", DIRTY);

    CommandResult result = format(TestWorkspace.of(target), "google-java-format");

    assertThat(result.findings())
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.message()).contains("${unknown}").doesNotContain("fetch"));
  }

  @Test
  void reportsAFormatterOfWhichNoVersionIsInstalled(@TempDir Path empty) throws Exception {
    spotless("java", "<palantirJavaFormat><version>2.50.0</version></palantirJavaFormat>");
    TestFiles.write(target, "A.java", DIRTY);

    CommandResult result = format(TestWorkspace.of(target), empty, "");

    assertThat(result.changed()).isEmpty();
    assertThat(result.warnings())
        .anyMatch(warning ->
            warning.contains(
                "palantir-java-format is not installed (tools/jvm/fetch palantir-java-format"
                    + " 2.50.0)"));
  }

  @Test
  void formatsWithPalantirJavaFormat() throws Exception {
    spotless("java", "<palantirJavaFormat><version>2.50.0</version></palantirJavaFormat>");
    TestFiles.write(target, "A.java", "class A{\n  void a(){ list.forEach(b->{ b.c(); }); }\n}\n");
    var open = TestWorkspace.of(target);

    assertThat(format(open, "palantir-java-format").findings()).isEmpty();

    assertThat(TestFiles.read(open.folder(), "A.java"))
        .isEqualTo(
            """
            class A {
                void a() {
                    list.forEach(b -> {
                        b.c();
                    });
                }
            }
            """);
  }

  @Test
  void formatsWithTheTabsOfSpringJavaformatOrTheSpacesOfItsConfiguration() throws Exception {
    TestFiles.write(target, ".editorconfig", "[*.java]\nindent_style = tab\n");
    TestFiles.write(
        target, "build.gradle", "plugins { id 'io.spring.javaformat' version '0.0.43' }\n");
    TestFiles.write(target, "A.java", "class A{\n\tint a;\n}\n");
    var open = TestWorkspace.of(target);
    assertThat(format(open, "spring-javaformat").findings()).isEmpty();
    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo("class A {\n\n\tint a;\n\n}\n");

    TestFiles.write(target, ".editorconfig", "root = true\n");
    TestFiles.write(target, ".springjavaformatconfig", "indentation-style=spaces\n");
    open = TestWorkspace.of(target);
    format(open, "spring-javaformat");
    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo("class A {\n\n    int a;\n\n}\n");
  }

  @Test
  void formatsKotlinWithKtfmtExceptForBuildScripts() throws Exception {
    spotless("kotlin", "<ktfmt><version>0.58</version><style>KOTLINLANG</style></ktfmt>");
    String parameters =
        "first:Int,second:Int,third:Int,fourth:Int,fifth:Int,sixth:Int,seventh:Int,eighth:Int";
    TestFiles.write(
        target, "A.kt", "import b.B\nimport a.A\n\nfun a(" + parameters + "){ A(B) }\n");
    TestFiles.write(target, "a.gradle.kts", "val a=1\n");
    var open = TestWorkspace.of(target);

    CommandResult result = format(open, "ktfmt");

    assertThat(result.findings()).extracting(Finding::message).isEmpty();
    assertThat(result.changed()).containsExactly("A.kt");
    assertThat(TestFiles.read(open.folder(), "A.kt"))
        .startsWith("import a.A\nimport b.B\n\nfun a(\n    first: Int,\n")
        .contains("    eighth: Int,\n) {\n    A(B)\n}\n");
  }

  @Test
  void leavesFilesWhoseJavadocWouldNotStayTheSame() throws Exception {
    spotless("java", "<googleJavaFormat><version>1.28.0</version></googleJavaFormat>");
    TestFiles.write(target, "A.java", "/** One   two.\n *    three. */\nclass A{}\n");
    TestFiles.write(target, "B.java", "/**\n * One.\n *\n * Two.\n */\nclass B{}\n");
    var open = TestWorkspace.of(target);

    CommandResult result = format(open, "google-java-format");

    assertThat(TestFiles.read(open.folder(), "A.java"))
        .isEqualTo("/** One two. three. */\nclass A {}\n");
    assertThat(result.findings())
        .extracting(Finding::file, Finding::rule)
        .containsExactly(tuple("B.java", "unsafe-fix"));
  }
}
