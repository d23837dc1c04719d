package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFile.LineEnding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceFileTests {

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "61",
        "610a",
        "61 0d 0a",
        "ef bb bf 61 0a",
        "c3 a4 0a",
        "e4 0a",
        "61 ff fe 0a",
        "f0 9f 98 80",
        "ed a0 80",
        "ef bb bf",
        "80 81 82",
      })
  void preservesBytesOfUnchangedText(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThat(SourceFiles.decode("a.txt", bytes).encode()).isEqualTo(bytes);
  }

  @Test
  void treatsNulAsBinary() {
    assertThat(SourceFile.decode("a", Path.of("a"), new byte[] {'a', 0, 'b'})).isEmpty();
    assertThat(SourceFile.decode("a", Path.of("a"), "hi".getBytes(StandardCharsets.UTF_16LE)))
        .isEmpty();
  }

  @Test
  void removesAndRestoresByteOrderMark() {
    SourceFile file =
        SourceFiles.decode("a", new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'x'});

    assertThat(file.text()).isEqualTo("x");
    assertThat(file.withText("y").encode()).containsExactly(0xef, 0xbb, 0xbf, 'y');
  }

  @Test
  void detectsUnencodableText() {
    SourceFile latin = SourceFiles.decode("a", new byte[] {(byte) 0xe4});

    assertThat(latin.charset()).isEqualTo(StandardCharsets.ISO_8859_1);
    assertThat(latin.withText("ö").isEncodable()).isTrue();
    assertThat(latin.withText("日").isEncodable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one line|LF",
        "a\\nb\\n|LF",
        "a\\r\\nb\\r\\n|CRLF",
        "a\\r\\nb\\n|MIXED",
        "a\\nb\\r\\n|MIXED",
        "a\\rb|LF"
      })
  void detectsLineEndings(String text, LineEnding ending) {
    String real = text.replace("\\r", "\r").replace("\\n", "\n");

    assertThat(SourceFiles.of("a.txt", real).lineEnding()).isEqualTo(ending);
  }

  @ParameterizedTest
  @CsvSource({
    "A.java, java",
    "a/b.JAVA, java",
    "a.b/c, ''",
    "Makefile, ''",
    ".env, env",
    "x.tar.gz, gz"
  })
  void returnsExtensionOfFileName(String path, String extension) {
    assertThat(SourceFile.extension(path)).isEqualTo(extension);
  }

  @Test
  void returnsRootFolder() {
    assertThat(SourceFiles.of("a/b/C.java", "").root()).isEqualTo(Path.of("/nowhere"));
  }
}
