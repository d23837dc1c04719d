package dev.pawl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTests {

  private static List<String> tokens(Language language, String text) {
    var tokens = new ArrayList<String>();
    var lexer = new Lexer(language, text);
    while (lexer.next()) {
      if (lexer.kind() != Lexer.Kind.COMMENT) {
        tokens.add(text.substring(lexer.start(), lexer.end()));
      }
    }
    return tokens;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "JAVA ~ a // b ~ a",
        "JAVA ~ a /* b */ c ~ a c",
        "JAVA ~ \"//\" + '\"' + x ~ \"//\" + '\"' + x",
        "JAVA ~ \"\\\"/*\" b ~ \"\\\"/*\" b",
        "JAVA ~ a /* never closed ~ a",
        "PYTHON ~ a # b ~ a",
        "PYTHON ~ '#' + \"#\" ~ '#' + \"#\"",
        "GO ~ a /* b */ c ~ a c",
        "SHELL ~ $# # all ~ $ #",
        "SQL ~ a -- b ~ a",
        "PHP ~ $a # b ~ $a",
        "HTML ~ <b> <!-- it's --> c ~ < b > c",
        "CSS ~ #fff /* white */ ~ # fff",
        "RUST ~ &'a str '\"' // c ~ & ' a str '\"'",
        "YAML ~ a#b: c # d ~ a # b : c",
        "JAVASCRIPT ~ a = /['\"/*]/ + b ~ a = /['\"/*]/ + b",
        "JAVASCRIPT ~ (a) / 2 / c ~ ( a ) / 2 / c",
        "JAVASCRIPT ~ return /x\\/y/g ~ return /x\\/y/ g",
        "JAVASCRIPT ~ a = / 2 ~ a = / 2",
        "JAVASCRIPT ~ if (a) /b'/.test(c) ~ if ( a ) /b'/ . test ( c )",
        "JAVASCRIPT ~ for (;;) /'/ ~ for ( ; ; ) /'/",
        "JAVASCRIPT ~ a.if(b) / c / d ~ a . if ( b ) / c / d",
        "JAVASCRIPT ~ if (a) { b } /'/ ~ if ( a ) { b } /'/",
        "JAVASCRIPT ~ a = {b: 1} / 2 / c ~ a = { b : 1 } / 2 / c",
        "JAVASCRIPT ~ i++ / 2 / c ~ i ++ / 2 / c",
        "JAVASCRIPT ~ a.in / 2 / c ~ a . in / 2 / c",
      })
  void recognizesCommentsAndStrings(Language language, String text, String expected) {
    assertThat(String.join(" ", tokens(language, text))).isEqualTo(expected);
  }

  @Test
  void readsMultiLineStringAsOneToken() {
    assertThat(tokens(Language.JAVA, "\"\"\"\n a // \\\"\"\" b\n \"\"\" c")).hasSize(2);
    assertThat(tokens(Language.PYTHON, "'''\n# it's\n''' c")).hasSize(2);
    assertThat(tokens(Language.TYPESCRIPT, "`a\n// ${b}\n` c")).hasSize(2);
    assertThat(tokens(Language.JAVASCRIPT, "`a ${b ? `c ${d}` : {e: '`}'}} f` + g")).hasSize(3);
    assertThat(tokens(Language.JAVASCRIPT, "`a ${`b")).hasSize(1);
    assertThat(tokens(Language.GO, "`\\` c")).containsExactly("`\\`", "c");
  }

  @Test
  void endsUnclosedStringWithItsLine() {
    assertThat(tokens(Language.SHELL, "echo don't stop\ngo on"))
        .containsExactly("echo", "don", "'t stop", "go", "on");
    assertThat(tokens(Language.C, "\"a\\\nb")).containsExactly("\"a\\", "b");
  }

  @Test
  void readsNumbersAndOperatorsAsSingleTokens() {
    assertThat(tokens(Language.JAVA, "x1>=0x1F&&y->3.14==a?.b!==c"))
        .containsExactly(
            "x1", ">=", "0x1F", "&&", "y", "->", "3.14", "==", "a", "?.", "b", "!==", "c");
    assertThat(tokens(Language.JAVA, "größe=1..2"))
        .containsExactly("größe", "=", "1", ".", ".", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void countsLinesWithAnyLineEnding(String lineEnding) {
    var lexer = new Lexer(Language.JAVA, String.join(lineEnding, "a", "", "/* b", "c */ d", ""));

    assertThat(lexer.next()).isTrue();
    assertThat(List.of(lexer.line(), lexer.endLine())).containsExactly(1, 1);
    assertThat(lexer.next()).isTrue();
    assertThat(lexer.kind()).isEqualTo(Lexer.Kind.COMMENT);
    assertThat(List.of(lexer.line(), lexer.endLine())).containsExactly(3, 4);
    assertThat(lexer.next()).isTrue();
    assertThat(List.of(lexer.line(), lexer.endLine())).containsExactly(4, 4);
    assertThat(lexer.next()).isFalse();
    assertThat(lexer.next()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void terminatesForAnyText(Language language) {
    String unusual = "\0 \"'`/*<!--=begin\\\\ \"\"\" ''' \uD800 \uFEFF \u00A0 /[ #!é日 \\";
    for (int from = 0; from < unusual.length(); from++) {
      var lexer = new Lexer(language, unusual.substring(from));
      int lastEnd = 0;
      while (lexer.next()) {
        assertThat(lexer.start()).isGreaterThanOrEqualTo(lastEnd);
        assertThat(lexer.end()).isGreaterThan(lexer.start());
        lastEnd = lexer.end();
      }
      assertThat(lexer.end()).isEqualTo(unusual.length() - from);
    }
  }
}
