package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineHashesTests {

  /** Computes the hash directly by its definition, over the next hundred characters. */
  private static String direct(String characters) {
    BigInteger hash = BigInteger.ZERO;
    for (int i = 0; i < 100; i++) {
      long next = i < characters.length() ? characters.charAt(i) : 0;
      hash = hash.multiply(BigInteger.valueOf(37)).add(BigInteger.valueOf(next));
    }
    return hash.mod(BigInteger.TWO.pow(64)).toString(16);
  }

  @Test
  void ofAnEmptyFileIsThatOfItsEnd() {
    assertThat(LineHashes.of("")).containsExactly("c129715d7a2bc9a3:1");
  }

  @Test
  void areOfWhatFollowsWithoutBlanks() {
    assertThat(LineHashes.of("int a;\n\tb ();"))
        .containsExactly(direct("inta;\nb();\uffff") + ":1", direct("b();\uffff") + ":1");
  }

  @Test
  void ofALongFileLookAHundredCharactersAhead() {
    String text = ("x".repeat(70) + "\n").repeat(4);
    String ahead = "x".repeat(70) + "\n" + "x".repeat(29);

    assertThat(LineHashes.of(text))
        .startsWith(direct(ahead) + ":1", direct(ahead) + ":2", direct(ahead) + ":3")
        .hasSize(5);
  }

  @Test
  void areTheSameForAllLineEndings() {
    List<String> unix = LineHashes.of("a\nb\n\nc\n");

    assertThat(LineHashes.of("a\r\nb\r\n\r\nc\r\n")).isEqualTo(unix);
    assertThat(LineHashes.of("a\rb\r\rc\r")).isEqualTo(unix);
    assertThat(unix).hasSize(5);
  }

  @Test
  void countWhatRepeats() {
    String block = "y".repeat(120) + "\n";

    List<String> hashes = LineHashes.of(block.repeat(3));

    assertThat(hashes.get(0)).endsWith(":1");
    assertThat(hashes.get(1)).isEqualTo(hashes.get(0).replace(":1", ":2"));
  }
}
