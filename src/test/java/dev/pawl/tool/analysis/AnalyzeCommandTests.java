package dev.pawl.tool.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Arguments;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.tool.CommentStyle;
import dev.pawl.tool.analysis.JavaFunctions.Function;
import dev.pawl.tool.testing.Tools;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.OpenWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyzeCommandTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private Outcome run() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target);
    return new AnalyzeCommand(open.workspaces(), Tools.get(JavaFunctions.class))
        .execute(new Invocation(open.key(), Arguments.NONE, Map.of(), log::add, () -> {}));
  }

  private static List<Function> functions(String text) throws Exception {
    return Tools.get(JavaFunctions.class).in(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "''# 1",
        "if (a) b();# 2",
        "if (a && b || c) d(); else e();# 4",
        "for (;;) {} for (int i : x) {}# 3",
        "while (a) {} do {} while (b);# 3",
        "switch (a) { case 1, 2: b(); case 3: c(); default: d(); }# 4",
        "int x = switch (a) { case 1 -> 2; default -> 3; };# 2",
        "try { a(); } catch (E e) {} catch (F f) {} finally {}# 3",
        "int x = a ? b : c;# 2",
        "Runnable r = () -> { if (a) b(); };# 2",
        "new Object() { void inner() { if (a) b(); if (c) d(); } };# 1",
        "boolean x = a & b | c;# 1",
      })
  void countsTheWaysThroughAMethod(String body, int complexity) throws Exception {
    assertThat(functions("class A { void f() { " + body + " } }").getLast())
        .returns("A.f", Function::name)
        .returns(complexity, Function::complexity);
  }

  @Test
  void namesFunctionsByTheirClassesAndKnowsTheirLines() throws Exception {
    String text =
        """
        class A {
          A() {}
          class B {
            int g(
                int x) {
              return x;
            }
          }
          record R(int x) {
            R {
              x++;
            }
          }
          abstract void none();
        }
        """;

    assertThat(functions(text))
        .extracting(Function::name, Function::firstLine, Function::lines)
        .containsExactly(tuple("A", 2, 1), tuple("A.B.g", 4, 4), tuple("A.R", 10, 3));
  }

  @Test
  void findsNoFunctionsInWhatDoesNotParse() throws Exception {
    assertThat(functions("class {{{")).isEmpty();
    assertThat(functions("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JAVA| a;~// b~~c; // d| 2| 1| 1",
        "JAVA| /* a~b~*/~c;| 1| 3| 0",
        "JAVA| /* a */ b;~/* c */| 1| 1| 0",
        "JAVA| a; /* b~c */ d;| 2| 0| 0",
        "JAVA| x(\"/*\");~y;| 2| 0| 0",
        "PYTHON| # a~b = 1 # c~| 1| 1| 0",
        "SQL| -- a~/* b */~select 1| 1| 2| 0",
        "HTML| <!-- a~b -->~<p>| 1| 2| 0",
        "JSON| {}~~// a| 2| 0| 1",
        "CSS| /* a */~b {}~// c {}| 2| 1| 0",
      })
  void tellsCodeCommentsAndBlanksApart(
      Language language, String text, long code, long comment, long blank) {
    assertThat(LineCount.of(List.of(text.split("~")), CommentStyle.of(language)))
        .isEqualTo(new LineCount(code, comment, blank));
  }

  @Test
  void saysWhatACodeBaseIsMadeOf() throws Exception {
    Folders.write(target, "A.java", "// a\r\nclass A {\r\n\r\n  void f() {}\r\n}\r\n");
    Folders.write(target, "b.py", "x = 1\n");
    Folders.write(target, "empty.py", "");
    Folders.write(target, "data.yaml", "a: 1\n");
    Folders.write(target, "broken.java", "class {{{\n");
    Folders.write(target, "unknown", "?\n");

    Outcome outcome = run();

    assertThat(outcome.metrics())
        .containsEntry("files", 6L)
        .containsEntry("source_files", 4L)
        .containsEntry("lines", 8L)
        .containsEntry("code_lines", 6L)
        .containsEntry("comment_lines", 1L)
        .containsEntry("blank_lines", 1L)
        .containsEntry("functions", 1L)
        .containsEntry("max_complexity", 1L)
        .containsEntry("findings", 0L);
    assertThat(outcome.facts())
        .containsEntry(
            "languages", "java 2 files 6 lines, python 2 files 1 lines, yaml 1 files 1 lines")
        .containsEntry("longest_functions", "A.f at A.java:4 1 lines, complexity 1");
    assertThat(outcome.facts().get("longest_files")).startsWith("A.java 5 lines, ");
  }

  @Test
  void findsWhatIsOverTheTargetsOwnLimits() throws Exception {
    Folders.write(
        target,
        ".quality-config.json",
        "{\"quality_thresholds\": {\"max_file_lines\": 5, \"max_function_lines\": 2,"
            + " \"complexity_limit\": 1}}");
    Folders.write(target, "A.java", "class A {\n  void f() {\n    if (a)\n      b();\n  }\n}\n");
    Folders.write(target, "B.java", "class B {\n  void f() {\n  }\n\n}\n");

    assertThat(run().findings())
        .extracting(Finding::file, Finding::line, Finding::rule)
        .containsExactly(
            tuple("A.java", 1, "long-file"),
            tuple("A.java", 2, "long-function"),
            tuple("A.java", 2, "complex-function"));
    assertThat(log).contains("A.java:2: A.f has a complexity of 2, more than 1");
  }
}
