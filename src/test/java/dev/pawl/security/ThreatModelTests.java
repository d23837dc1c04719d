package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that each threat in docs/security.md names a test that exists. */
class ThreatModelTests {

  private static final Pattern TEST = Pattern.compile("(\\w+Tests)(?:\\.(\\w+))?(?:, (\\w+))?");

  @Test
  void everyThreatNamesExistingTests() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs/security.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| who | wants"))
            .toList();
    String all;
    try (var files = Files.walk(Path.of("src/test/java"))) {
      all =
          files
              .filter(file -> file.toString().endsWith("Tests.java"))
              .map(ThreatModelTests::read)
              .collect(Collectors.joining("\n"));
    }

    assertThat(rows).hasSizeGreaterThan(12);
    for (String row : rows) {
      String[] cells = row.split("\\|");
      var tests = TEST.matcher(cells[cells.length - 1]);
      assertThat(tests.find()).as(row).isTrue();
      do {
        assertThat(all).as(row).contains("class " + tests.group(1) + " {");
        if (tests.group(2) != null) {
          assertThat(all).as(row).contains("void " + tests.group(2) + "(");
        }
      } while (tests.find());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
