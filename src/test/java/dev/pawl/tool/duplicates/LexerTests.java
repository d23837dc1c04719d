package dev.pawl.tool.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LexerTests {

  private static TokenFile read(Language language, String text) {
    return new Lexer().read("x", language, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "JAVA| int x = 1.5f;| 5",
        "JAVA| a+=b| 4",
        "JAVA| // only a comment| 0",
        "JAVA| /* a ~ b */ c| 1",
        "JAVA| import a.b; ~ package c; ~ d| 1",
        "JAVA| x.import(y)| 6",
        "JAVA| \"a // b\"| 1",
        "JAVA| 'a'| 1",
        "JAVA| \"open| 2",
        "PYTHON| # comment ~ x| 1",
        "PYTHON| from a import b ~ x| 1",
        "PYTHON| x = 'it''s'| 4",
        "RUBY| require 'x' ~ y| 1",
        "GO| import \"fmt\" ~ x| 1",
        "C| #include <a.h> ~ x| 1",
        "C| #define A 1| 4",
        "CSHARP| using System; ~ x| 1",
        "SQL| -- comment ~ select 1| 2",
        "HTML| <!-- a ~ b --> <p>| 3",
        "CSS| a { color: #fff; } /* b */| 8",
        "PHP| # a ~ // b ~ /* c */ $x| 1",
        "SHELL| echo hi # there| 2",
      })
  void cutsEachLanguageIntoItsTokens(Language language, String text, int tokens) {
    assertThat(read(language, text.replace(" ~ ", "\n")).tokens()).hasSize(tokens);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void readsAnyTextOfAnyLanguageToItsEnd(Language language) {
    String odd = "\"\\\n'\\'`${`\r\n/* <!-- \u0000 \uFFFF ''' \"\"\" é日本 \\";

    TokenFile file = read(language, odd.repeat(3) + "\nend");

    assertThat(file.lines()).hasSameSizeAs(file.tokens()).isSorted();
  }

  @Test
  void givesEqualTokensEqualNumbersWithinALanguageOnly() {
    var lexer = new Lexer();

    int[] first = lexer.read("a", Language.JAVA, "a b a").tokens();
    int[] second = lexer.read("b", Language.JAVA, "b a").tokens();
    int[] other = lexer.read("c", Language.GO, "a b").tokens();

    assertThat(first[0]).isEqualTo(first[2]).isEqualTo(second[1]);
    assertThat(first[1]).isEqualTo(second[0]);
    assertThat(other).doesNotContain(first);
  }
}
