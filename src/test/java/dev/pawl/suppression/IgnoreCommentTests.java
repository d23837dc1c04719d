package dev.pawl.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoreCommentTests {

  private static List<IgnoreComment> parse(String text) {
    return IgnoreComment.parse("A.java", Language.JAVA, text);
  }

  private static Finding finding(int line, String rule) {
    return Finding.at("A.java", line, 1, Severity.WARNING, "pmd", rule, "message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// pawl:ignore pmd/Rule it is intended",
        "/* pawl:ignore pmd/Rule it is intended */",
        "/** pawl:ignore  pmd/Rule  it is intended */",
        "//pawl:ignore: pmd/Rule it is intended"
      })
  void hasARuleAndAReason(String comment) {
    assertThat(parse(comment + "\n"))
        .singleElement()
        .returns("pmd/Rule", IgnoreComment::rule)
        .returns("it is intended", IgnoreComment::reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// use pawl:ignore pmd/Rule to suppress",
        "// pawl:ignored pmd/Rule reason",
        "/** {@code pawl:ignore pmd/Rule reason} */",
        "String a = \"// pawl:ignore pmd/Rule reason\";"
      })
  void isOnlyACommentThatConsistsOfIt(String text) {
    assertThat(parse(text + "\n")).isEmpty();
  }

  @Test
  void appliesToItsLineAfterCode() {
    IgnoreComment comment =
        parse("class A {\n  int a; // pawl:ignore pmd/Rule why\n}\n").getFirst();

    assertThat(comment.suppresses(finding(2, "Rule"))).isTrue();
    assertThat(comment.suppresses(finding(1, "Rule"))).isFalse();
    assertThat(comment.suppresses(finding(3, "Rule"))).isFalse();
    assertThat(comment.suppresses(finding(2, "Other"))).isFalse();
    assertThat(comment.suppresses(finding(2, "Rule").withFile("B.java"))).isFalse();
  }

  @Test
  void appliesToTheNextLineIfItStandsAlone() {
    IgnoreComment comment =
        parse("int b;\n  // pawl:ignore pmd/Rule why\nint a;\nint c;\n").getFirst();

    assertThat(comment.suppresses(finding(3, "Rule"))).isTrue();
    assertThat(comment.suppresses(finding(1, "Rule"))).isFalse();
    assertThat(comment.suppresses(finding(4, "Rule"))).isFalse();
  }

  @Test
  void severalApplyToTheSameLine() {
    List<IgnoreComment> comments =
        parse(
            "// pawl:ignore pmd/One why\n"
                + "/* pawl:ignore pmd/Two why\n"
                + " * pawl:ignore pmd/Three why\n"
                + " */\n"
                + "int a;\n");

    assertThat(comments).extracting(IgnoreComment::line).containsExactly(1, 2, 3);
    assertThat(comments.get(0).suppresses(finding(5, "One"))).isTrue();
    assertThat(comments.get(1).suppresses(finding(5, "Two"))).isTrue();
    assertThat(comments.get(2).suppresses(finding(5, "Three"))).isTrue();
  }

  @Test
  void mayStandForAGlobOfRules() {
    IgnoreComment comment = parse("int a; // pawl:ignore pmd/Unused* why\n").getFirst();

    assertThat(comment.suppresses(finding(1, "UnusedPrivateField"))).isTrue();
    assertThat(comment.suppresses(finding(1, "EmptyCatchBlock"))).isFalse();
  }

  @Test
  void hasNoEffectWithoutAReason() {
    assertThat(parse("int a; // pawl:ignore pmd/Rule\n").getFirst().suppresses(finding(1, "Rule")))
        .isFalse();
    assertThat(parse("int a; /* pawl:ignore */\n"))
        .singleElement()
        .returns("", IgnoreComment::rule)
        .returns("", IgnoreComment::reason);
  }

  @Test
  void appliesToTheWholeFileBeforeAllCode() {
    Finding longFile = finding(0, "Rule");

    assertThat(
            parse("// licence\n// pawl:ignore pmd/Rule why\npackage a;\n")
                .getFirst()
                .suppresses(longFile))
        .isTrue();
    assertThat(parse("package a;\n// pawl:ignore pmd/Rule why\n").getFirst().suppresses(longFile))
        .isFalse();
  }

  @Test
  void appliesToAnyPlaceOfAFinding() {
    IgnoreComment comment = parse("int a; // pawl:ignore pmd/Rule why\n").getFirst();
    Finding elsewhere = finding(9, "Rule").withFile("B.java");

    assertThat(comment.suppresses(elsewhere)).isFalse();
    assertThat(
            comment.suppresses(
                elsewhere.withRelatedLocations(List.of(new RelatedLocation("A.java", 1, 5)))))
        .isTrue();
  }

  @Test
  void suppressesNoNoteThatAFileWasNotExamined() {
    IgnoreComment comment = parse("// pawl:ignore pmd/* why\nint a;\n").getFirst();
    var note = Finding.at("A.java", 0, 0, Severity.INFO, "pmd", Finding.NOT_CHECKED, "not checked");

    assertThat(comment.suppresses(note)).isFalse();
  }
}
