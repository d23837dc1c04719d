package dev.pawl.report.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class SarifLineHashesTests {

  /** Computes the hash directly by its definition, over the next hundred characters. */
  private static String hashByDefinition(String characters) {
    BigInteger hash = BigInteger.ZERO;
    for (int i = 0; i < 100; i++) {
      long next = i < characters.length() ? characters.charAt(i) : 0;
      hash = hash.multiply(BigInteger.valueOf(37)).add(BigInteger.valueOf(next));
    }
    return hash.mod(BigInteger.TWO.pow(64)).toString(16);
  }

  @Test
  void hashesEmptyFile() {
    assertThat(SarifLineHashes.of("")).containsExactly("c129715d7a2bc9a3:1");
  }

  @Test
  void ignoresSpacesAndTabs() {
    assertThat(SarifLineHashes.of("int a;\n\tb ();"))
        .containsExactly(
            hashByDefinition("inta;\nb();\uffff") + ":1", hashByDefinition("b();\uffff") + ":1");
  }

  @Test
  void coversHundredCharacters() {
    String text = ("x".repeat(70) + "\n").repeat(4);
    String ahead = "x".repeat(70) + "\n" + "x".repeat(29);

    assertThat(SarifLineHashes.of(text))
        .startsWith(
            hashByDefinition(ahead) + ":1",
            hashByDefinition(ahead) + ":2",
            hashByDefinition(ahead) + ":3")
        .hasSize(5);
  }

  @Test
  void ignoresLineEndingStyle() {
    List<String> unix = SarifLineHashes.of("a\nb\n\nc\n");

    assertThat(SarifLineHashes.of("a\r\nb\r\n\r\nc\r\n")).isEqualTo(unix);
    assertThat(SarifLineHashes.of("a\rb\r\rc\r")).isEqualTo(unix);
    assertThat(unix).hasSize(5);
  }

  @Test
  void numbersRepeatedHashes() {
    String block = "y".repeat(120) + "\n";

    List<String> hashes = SarifLineHashes.of(block.repeat(3));

    assertThat(hashes.get(0)).endsWith(":1");
    assertThat(hashes.get(1)).isEqualTo(hashes.get(0).replace(":1", ":2"));
  }
}
