package dev.pawl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JavaParserTests {

  private final JavaParser parser = new JavaParser();

  @Test
  void returnsPositionsOfTreeNodes() throws IOException {
    var parsed = parser.parse("\n\nclass A {\n  int a;\n}\n");

    var type = parsed.unit().getTypeDecls().getFirst();
    var lines = parsed.unit().getLineMap();
    assertThat(parsed.errors()).isEmpty();
    assertThat(lines.getLineNumber(parsed.positions().getStartPosition(parsed.unit(), type)))
        .isEqualTo(3);
    assertThat(lines.getLineNumber(parsed.positions().getEndPosition(parsed.unit(), type) - 1))
        .isEqualTo(5);
  }

  @Test
  void resolvesNothing() throws IOException {
    assertThat(parser.parse("import no.Such; class A extends Such { Other o = f(); }").errors())
        .isEmpty();
  }

  @Test
  void reportsSyntaxErrors() throws IOException {
    assertThat(parser.parse("class A {\n  int x = ;\n}").errors())
        .first()
        .extracting(error -> error.getLineNumber())
        .isEqualTo(2L);
  }

  private static String nestedSource(int depth) {
    return "class A { int a = " + "(".repeat(depth - 1) + "1" + ")".repeat(depth - 1) + "; }";
  }

  @Test
  void parsesMaximumNesting() {
    assertThat(parser.parse(nestedSource(JavaParser.MAX_DEPTH)).errors()).isEmpty();
  }

  @Test
  void rejectsDeeperNesting() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> parser.parse(nestedSource(JavaParser.MAX_DEPTH + 1)))
        .withMessageContaining("nested");
  }

  @Test
  void ignoresBracketsInStrings() {
    String text = "class A { String a = \"" + "(".repeat(2000) + "\"; }";

    assertThat(parser.parse(text).errors()).isEmpty();
  }
}
