package dev.pawl.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.dashboard.CodeHtml.Mark;
import org.junit.jupiter.api.Test;

class CodeHtmlTests {

  private static String mark(String line, String other) {
    Mark mark = Mark.between(line, other);
    return line.substring(mark.start(), mark.end());
  }

  @Test
  void marksTheWordsThatDiffer() {
    assertThat(mark("int count = 1;", "int total = 1;")).isEqualTo("count");
    assertThat(mark("int a;", "int a, b;")).isEmpty();
    assertThat(mark("int a, b;", "int a;")).isEqualTo(", b");
    assertThat(mark("return sum;   ", "return sum;")).isEqualTo("   ");
  }

  @Test
  void marksNothingIfAllDiffers() {
    assertThat(mark("one", "two three")).isEmpty();
    assertThat(mark("same", "same")).isEmpty();
  }

  @Test
  void coloursTokens() {
    CodeHtml code = CodeHtml.of("A.java", "return \"a<b\"; // 1\n/* x\n y */ int i = 2;\n");

    assertThat(code.line(1, 100))
        .isEqualTo(
            "<span class=\"tk\">return</span> <span class=\"ts\">&quot;a&lt;b&quot;</span>; <span"
                + " class=\"tc\">// 1</span>");
    assertThat(code.line(2, 100)).isEqualTo("<span class=\"tc\">/* x</span>");
    assertThat(code.line(3, 100))
        .isEqualTo(
            "<span class=\"tc\"> y */</span> <span class=\"tk\">int</span> i = <span"
                + " class=\"tn\">2</span>;");
  }

  @Test
  void combinesMarksAndTokens() {
    CodeHtml code = CodeHtml.of("A.java", "int a = 10;\n");

    assertThat(code.line(1, "int a = 10;", new Mark(4, 9)))
        .isEqualTo(
            "<span class=\"tk\">int</span> <mark>a = </mark><span"
                + " class=\"tn\"><mark>1</mark>0</span>;");
  }

  @Test
  void escapesWhatMisleadsReaders() {
    assertThat(CodeHtml.of("notes.txt", "<b>\u202e").line(1, 100)).isEqualTo("&lt;b&gt;\\u202E");
  }

  @Test
  void showsLinesThatWereCut() {
    CodeHtml code = CodeHtml.of("A.java", "String s = \"a long text\";\n");

    assertThat(code.line(1, 14)).isEqualTo("String s = <span class=\"ts\">&quot;a \u2026</span>");
  }
}
