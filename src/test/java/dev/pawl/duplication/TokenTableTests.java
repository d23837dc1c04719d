package dev.pawl.duplication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenTableTests {

  private static List<Integer> ids(TokenTable tokens) {
    return IntStream.range(0, tokens.size()).mapToObj(tokens::id).toList();
  }

  @Test
  void assignsEqualIdsToEqualTokens() {
    var tokens = new TokenTable(Language.JAVA);
    tokens.add("A.java", "foo(bar, \"bar\", 10, x);");
    tokens.add("B.java", "/* again */ foo ( bar,\n\"bar\" , 10 ,x )");

    int half = tokens.size() / 2;
    assertThat(half).isEqualTo(10);
    assertThat(ids(tokens).subList(0, half)).isEqualTo(ids(tokens).subList(half, 2 * half));
    assertThat(ids(tokens).subList(0, half).stream().distinct())
        .as("foo ( bar , \"bar\" 10 x )")
        .hasSize(8);
    assertThat(tokens.commonLength(0, half, half)).isEqualTo(half);
    assertThat(tokens.commonLength(1, half, half - 1)).isZero();
  }

  @Test
  void returnsLinesOfTokens() {
    var tokens = new TokenTable(Language.JAVA);
    tokens.add("A.java", "a\nb\n");
    tokens.add("B.java", "\nc \"\"\"\n text\n \"\"\"\n d");

    assertThat(tokens.range(0, 2)).isEqualTo(new FileRange("A.java", 1, 2));
    assertThat(tokens.range(2, 2)).isEqualTo(new FileRange("B.java", 2, 4));
    assertThat(tokens.range(4, 1)).isEqualTo(new FileRange("B.java", 5, 5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JAVASCRIPT|a = `x` // b|a=`x`; /* c */",
        "PYTHON|a = 'x' # b|a='x'",
        "GO|a := `x` // b|/* c */ a:=`x`",
        "RUST|let a: &'b str // b|let a:&'b str;",
        "SHELL|a && b # c|a&&b",
        "SQL|select 1 -- b|select 1;",
        "CSS|a { b: c } /* d */|a{b:c;}",
        "HTML|<a>b</a>|<a> <!-- c --> b </a>",
        "RUBY|a = b # c|a=b"
      })
  void ignoresFormattingAndCommentsInAllLanguages(Language language, String first, String second) {
    var tokens = new TokenTable(language);
    tokens.add("one", first);
    var otherTokens = new TokenTable(language);
    otherTokens.add("other", second);

    assertThat(ids(tokens)).isNotEmpty().isEqualTo(ids(otherTokens));
  }
}
