package dev.pawl.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsByTokensTests {

  private static final String BEFORE =
      """
      class A {
        /** The first list. */
        int f() { return a >> 1; } // shifts
      }
      """;

  private final FindingsByTokens known = new FindingsByTokens();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A {\n/** The first list. */\nint f() {\n\treturn a >> 1;\n} // shifts\n}\n",
        "class A {\r\n  /** The first list. */\r\n  int f() { return a >> 1; } // shifts\r\n}",
        "class A\n{\n  /**\n   * The first\n   * list.\n   */\n  int f() { return a>>1 ; }//  shifts\n}"
      })
  void movesFindingsToTheSameTokens(String after) {
    known.add(SourceFiles.of("A.java", BEFORE), true, List.of(findingAt(BEFORE, "return", "1")));

    assertThat(known.find(SourceFiles.of("A.java", after), true))
        .contains(List.of(findingAt(after, "return", "1")));
  }

  @Test
  void keepsSuppressions() {
    var suppressed =
        findingAt(BEFORE, "int", "f").withSuppression(new Suppression("@SuppressWarnings", null));
    known.add(SourceFiles.of("A.java", BEFORE), true, List.of(suppressed));

    assertThat(known.find(SourceFiles.of("A.java", BEFORE), true)).contains(List.of(suppressed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A {\n/** The first list. */\nint f() { return a > > 1; } // shifts\n}",
        "class A {\n/** The first list. */\nint f() { return a >>> 1; } // shifts\n}",
        "class A {\n/** The firstlist. */\nint f() { return a >> 1; } // shifts\n}",
        "class A {\n/** The first list. */\nint f() { return a >> 1; // shifts\n}}",
        "class A {\n/** The first list. */\nint f() { return a >> 1; } // shifts }\n",
        "classA {\n/** The first list. */\nint f() { return a >> 1; } // shifts\n}",
        "class A {\n/** The first list. */\nint f() { return a >> 1; } // shifts\n} //NOPMD"
      })
  void doesNotKnowOtherTokens(String after) {
    known.add(SourceFiles.of("A.java", BEFORE), true, List.of());

    assertThat(known.find(SourceFiles.of("A.java", after), true)).isEmpty();
  }

  @Test
  void doesNotMixFilesAndKindsOfRules() {
    known.add(SourceFiles.of("A.java", BEFORE), true, List.of());

    assertThat(known.find(SourceFiles.of("b/A.java", BEFORE), true)).isEmpty();
    assertThat(known.find(SourceFiles.of("A.java", BEFORE), false)).isEmpty();
    assertThat(known.find(SourceFiles.of("A.java", BEFORE), true)).contains(List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"//NOPMD\n", "\r", "// a\r// b\n"})
  void doesNotKeepFilesWhosePositionsOrSuppressionsDependOnLines(String start) {
    SourceFile source = SourceFiles.of("A.java", start + BEFORE);
    known.add(source, true, List.of());

    assertThat(known.find(source, true)).isEmpty();
  }

  @Test
  void doesNotKeepFindingsThatNameLinesOrStartWithinTokens() {
    SourceFile source = SourceFiles.of("A.java", BEFORE);
    Finding finding = findingAt(BEFORE, "return", "1");
    known.add(source, true, List.of(finding.withMessage("overwritten on line 5")));
    assertThat(known.find(source, true)).isEmpty();

    known.add(source, true, List.of(findingAt(BEFORE, "turn", "1")));
    assertThat(known.find(source, true)).isEmpty();

    known.add(source, true, List.of(findingAt(BEFORE, "first", "list")));
    assertThat(known.find(source, true)).isEmpty();
  }

  /** {@code -Dpawl.layout.folder} selects the Java files of another project. */
  @Test
  void findsWhatASecondAnalysisFinds(@TempDir Path root) throws Exception {
    var context = SourceFiles.context(root);
    var random = new Random(32);
    var limit = Duration.ofMinutes(1);
    var carrying = new PmdChecker(limit, known);
    List<SourceFile> before =
        files(System.getProperty("pawl.layout.folder", "src/main/java/dev/pawl/language"));
    List<SourceFile> after =
        before.stream()
            .map(source -> SourceFiles.of(source.path(), otherLayout(source.text(), random)))
            .toList();
    List<Finding> first = carrying.check(before, context);
    long known = after.stream().filter(source -> this.known.find(source, true).isPresent()).count();

    List<Finding> carried = carrying.check(after, context);
    List<Finding> second = new PmdChecker(limit, new FindingsByTokens()).check(after, context);

    System.out.printf(
        "layout: %d files, %d of them known by their tokens, %d findings before, %d after%n",
        before.size(), known, first.size(), second.size());
    assertThat(carried).containsExactlyInAnyOrderElementsOf(second);
    assertThat(known).isGreaterThan(before.size() * 4L / 5);
  }

  @Test
  void isNotUsedWithoutCaches(@TempDir Path root) throws Exception {
    var source = SourceFiles.of("A.java", "class A {\n  private int a;\n}\n");
    known.add(source, true, List.of());
    var checker = new PmdChecker(Duration.ofMinutes(1), known);

    assertThat(checker.check(List.of(source), SourceFiles.context(root))).isEmpty();
    assertThat(checker.check(List.of(source), SourceFiles.contextWithoutCache(root)))
        .extracting(Finding::rule)
        .containsExactly("UnusedPrivateField");
  }

  private static List<SourceFile> files(String folder) throws IOException {
    var sources = new ArrayList<SourceFile>();
    sources.add(
        SourceFiles.of(
            "Mistakes.java", SourceFiles.resource("/dev/pawl/java/pmd/dirty/Mistakes.java.txt")));
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        if (Files.isRegularFile(file)) {
          SourceFile.decode(file.toString(), file, Files.readAllBytes(file))
              .ifPresent(sources::add);
        }
      }
    }
    return sources;
  }

  /** Returns a text with other white space between its tokens where there is white space. */
  private static String otherLayout(String text, Random random) {
    var result = new StringBuilder();
    var lexer = new Lexer(Language.JAVA, text);
    boolean lineComment = false;
    int previousEnd = 0;
    while (lexer.next()) {
      if (lineComment) {
        result.append('\n');
      }
      if (lexer.start() > previousEnd) {
        result.append(random.nextInt(4) == 0 ? "\n" : "").append(" ".repeat(random.nextInt(1, 9)));
      }
      String token = text.substring(lexer.start(), lexer.end());
      result.append(token);
      lineComment = token.startsWith("//");
      previousEnd = lexer.end();
    }
    return result.append('\n').toString();
  }

  private static Finding findingAt(String text, String first, String last) {
    int from = text.indexOf(first);
    int to = text.indexOf(last, from) + last.length();
    return Finding.at(
            "A.java", line(text, from), column(text, from), Severity.WARNING, "pmd", "Rule", "m")
        .withEnd(line(text, to), column(text, to));
  }

  private static int line(String text, int offset) {
    return (int) text.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
  }

  private static int column(String text, int offset) {
    return offset - text.lastIndexOf('\n', offset - 1);
  }
}
