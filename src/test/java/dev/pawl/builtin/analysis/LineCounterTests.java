package dev.pawl.builtin.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineCounterTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "JAVA|a;~n// b~n~n/* c~n~n d */~n|1 3 2",
        "JAVA|a; // b~n/* c */ d;~n/* e */|2 1 0",
        "JAVA|String s = \"\"\"~n  // text~n~n  \"\"\";|3 0 1",
        "JAVA|\"/*\"~n'\"'~n//|2 1 0",
        "JAVASCRIPT|`a~n// b`~n/[/*]/~n// c|3 1 0",
        "PYTHON|# a~nb = '#'~n|1 1 0",
        "SHELL|#!/bin/sh~necho $#~n # c|1 2 0",
        "HTML|<a>~n<!-- b~n c -->~n</a>|2 2 0",
        "YAML|# a~nb: c # d~n|1 1 0",
        "SQL|-- a~nselect 1 /* b~n c */~n|1 2 0",
        "RUBY|=begin~na~n=end~nb|1 3 0",
        "CSS|/* a */~nb {}|1 1 0",
        "JSON|{~n}|2 0 0",
        "MARKDOWN|# a~n~nb|2 0 1",
        "TOML|# a~nb = \"\"\"~n# c~n\"\"\"|3 1 0"
      })
  void countsCodeCommentAndBlankLines(Language language, String text, String expected) {
    LineCounter count = LineCounter.of(language, text.replace("~n", "\n"));

    assertThat("%d %d %d".formatted(count.code(), count.comment(), count.blank()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void isIndependentOfLineEndings(String end) {
    String text = String.join(end, "class A {", "", "  // b", "  /* c", "   */", "}", "");

    assertThat(LineCounter.of(Language.JAVA, text)).isEqualTo(new LineCounter(2, 3, 1));
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "'a', 1", "'a\n', 1", "'a\n\n', 2", "'\n', 1", "'  ', 1"})
  void countsLinesLikeAnEditor(String text, long lines) {
    assertThat(LineCounter.of(Language.GO, text).total()).isEqualTo(lines);
  }

  @Test
  void addsUp() {
    assertThat(new LineCounter(1, 2, 3).plus(new LineCounter(10, 20, 30)))
        .isEqualTo(new LineCounter(11, 22, 33))
        .extracting(LineCounter::total)
        .isEqualTo(66L);
  }
}
