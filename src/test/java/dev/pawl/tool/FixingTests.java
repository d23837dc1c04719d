package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.Fixing.Result;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FixingTests {

  /** Says that a text with {@code !} does not parse. */
  private static final SyntaxChecker NO_SHOUTING =
      new SyntaxChecker() {
        @Override
        public String name() {
          return "calm";
        }

        @Override
        public boolean handles(String path) {
          return path.endsWith(".txt");
        }

        @Override
        public List<Finding> parse(SourceFile source) {
          return source.text().contains("!")
              ? List.of(syntaxError(source, 1, 1, "shouts"))
              : List.of();
        }
      };

  private static Fixer fixer(Purpose purpose, UnaryOperator<String> how) {
    return new Fixer() {
      @Override
      public String name() {
        return "fixer";
      }

      @Override
      public Purpose purpose() {
        return purpose;
      }

      @Override
      public boolean handles(SourceFile source) {
        return source.path().endsWith(".txt");
      }

      @Override
      public String fix(SourceFile source) throws Unfixable {
        if (source.text().startsWith("broken")) {
          throw new Unfixable("cannot read it");
        }
        return how.apply(source.text());
      }
    };
  }

  private static final Predicate<Fixer> ALL = fixer -> true;

  private static Result layout(String text, UnaryOperator<String> how) {
    return new Fixing(List.of(fixer(Purpose.LAYOUT, how)), List.of(NO_SHOUTING))
        .fix(Sources.of("a.txt", text), Purpose.LAYOUT, ALL);
  }

  private static String reason(Result result) {
    return result.findings().getFirst().message();
  }

  @Test
  void goesOnUntilNothingChanges() {
    Result result = layout("xxxxx", text -> text.length() > 2 ? text.substring(1) : text);

    assertThat(result.source().text()).isEqualTo("xx");
    assertThat(result.fixers()).containsExactly("fixer");
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void leavesAFileThatNeverSettles() {
    Result result = layout("x", text -> text.equals("x") ? "y" : "x");

    assertThat(result.source().text()).isEqualTo("x");
    assertThat(reason(result)).contains("unstable-format");
  }

  @Test
  void leavesAFileThatTheToolCannotRead() {
    Result result = layout("broken", text -> "never");

    assertThat(result.source().text()).isEqualTo("broken");
    assertThat(reason(result)).contains("cannot read it");
  }

  @Test
  void leavesAFileWhoseLinesEndInDifferentWays() {
    Result result = layout("a\r\nb\n", String::toUpperCase);

    assertThat(result.source().text()).isEqualTo("a\r\nb\n");
    assertThat(reason(result)).contains("end in different ways");
  }

  @Test
  void takesBackAResultThatEndsLinesInAnotherWay() {
    Result result = layout("a\r\nb\r\n", text -> text.replace("\r\n", "\n"));

    assertThat(result.source().text()).isEqualTo("a\r\nb\r\n");
    assertThat(result.fixers()).isEmpty();
    assertThat(reason(result)).contains("end its lines in another way");
  }

  @Test
  void takesBackAResultThatDoesNotParse() {
    Result result = layout("a", text -> "a!");

    assertThat(result.source().text()).isEqualTo("a");
    assertThat(reason(result)).contains("would not parse");
  }

  @Test
  void acceptsAResultThatParsesNoWorseThanBefore() {
    assertThat(layout("a !", text -> "a!").source().text()).isEqualTo("a!");
  }

  @Test
  void takesBackAResultThatDoesNotFitTheCharset() {
    var fixing = new Fixing(List.of(fixer(Purpose.LAYOUT, text -> "日")), List.of());
    SourceFile latin = Sources.decode("a.txt", new byte[] {(byte) 0xe4});

    Result result = fixing.fix(latin, Purpose.LAYOUT, ALL);

    assertThat(result.source()).isEqualTo(latin);
    assertThat(reason(result)).contains("charset");
  }

  @Test
  void leavesFilesAloneThatNobodySpeaksFor() {
    var fixing = new Fixing(List.of(fixer(Purpose.LAYOUT, text -> "never")), List.of());

    assertThat(fixing.fix(Sources.of("a.md", "x"), Purpose.LAYOUT, ALL).source().text())
        .isEqualTo("x");
    assertThat(fixing.fix(Sources.of("a.txt", "x"), Purpose.CLEANUP, ALL).source().text())
        .isEqualTo("x");
  }

  @Test
  void laysOutAgainWhatACleanupLeavesBehind() {
    var fixing =
        new Fixing(
            List.of(
                fixer(Purpose.LAYOUT, String::strip),
                fixer(Purpose.CLEANUP, text -> text.replace("dead", ""))),
            List.of());

    assertThat(fixing.fix(Sources.of("a.txt", "live dead"), Purpose.CLEANUP, ALL).source().text())
        .isEqualTo("live");
    assertThat(fixing.fix(Sources.of("a.txt", " live dead"), Purpose.CLEANUP, ALL).source().text())
        .as("what was not laid out before stays so")
        .isEqualTo(" live ");
  }

  @Test
  void knowsWhetherAResultIsSettled() {
    var fixing = new Fixing(List.of(fixer(Purpose.LAYOUT, String::strip)), List.of());

    assertThat(fixing.isSettled(Sources.of("a.txt", "x"), Purpose.LAYOUT, ALL)).isTrue();
    assertThat(fixing.isSettled(Sources.of("a.txt", "x "), Purpose.LAYOUT, ALL)).isFalse();
  }
}
