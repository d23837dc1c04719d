package dev.pawl.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.dashboard.LogLines.Line;
import org.junit.jupiter.api.Test;

class LogLinesTests {

  private static final String ESC = "\u001b[";

  private static String html(String text) {
    return LogLines.of(text, 1).lines().getFirst().html();
  }

  @Test
  void numbersLinesFromTheFirst() {
    assertThat(LogLines.of("a\nb\r\nc", 7).lines())
        .extracting(Line::number)
        .containsExactly(7L, 8L, 9L);
  }

  @Test
  void showsColours() {
    assertThat(html(ESC + "1;31mbad" + ESC + "0m good"))
        .isEqualTo("<span class=\"a1 a31\">bad</span> good");
  }

  @Test
  void replacesColoursAndEndsStyles() {
    assertThat(html(ESC + "31ma" + ESC + "32mb" + ESC + "39mc" + ESC + "1md" + ESC + "22me"))
        .isEqualTo(
            "<span class=\"a31\">a</span><span class=\"a32\">b</span>c<span"
                + " class=\"a1\">d</span>e");
  }

  @Test
  void keepsStylesUntilTheyEnd() {
    assertThat(LogLines.of(ESC + "33ma\nb" + ESC + "m\nc", 1).lines())
        .extracting(Line::html)
        .containsExactly("<span class=\"a33\">a</span>", "<span class=\"a33\">b</span>", "c");
  }

  @Test
  void ignoresExtendedColoursAndOtherSequences() {
    assertThat(html(ESC + "38;5;31ma" + ESC + "38;2;1;2;31mb" + ESC + "2Kc\u001b]0;title\u0007d"))
        .isEqualTo("abcd");
    assertThat(html(ESC + "99999999999ma" + ESC + ";mb")).isEqualTo("ab");
  }

  @Test
  void escapesHtmlAndControlCharacters() {
    assertThat(html("<script>\u202e\u0008")).isEqualTo("&lt;script&gt;\\u202E\\u0008");
  }

  @Test
  void showsWhatAProgressBarShowedLast() {
    assertThat(html("10 %\r50 %\r100 %")).isEqualTo("100 %");
  }

  @Test
  void findsLinesWithErrors() {
    LogLines log =
        LogLines.of("fine\nA.java:1: Error: x\n0 errors\nerrors: 0\nBUILD FAILED\nnon-error", 1);

    assertThat(log.errors()).extracting(Line::number).containsExactly(2L, 5L);
  }
}
