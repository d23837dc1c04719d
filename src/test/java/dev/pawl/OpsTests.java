package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alerts and curves are of what Pawl counts, and of nothing else. */
class OpsTests {

  private static final Pattern METER = Pattern.compile("\\bpawl_[a-z_]+");
  private static final String PARTS = "_(total|seconds_(count|sum|max))$";

  private static String texts(Path folder, String ending) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .map(OpsTests::text)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @Test
  void askOnlyForWhatIsCounted() throws IOException {
    String sources = texts(Path.of("src/main/java/dev/pawl"), ".java");
    var asked = new TreeSet<String>();
    var names = METER.matcher(texts(Path.of("ops"), "ml") + texts(Path.of("ops"), ".json"));
    while (names.find()) {
      asked.add(names.group().replaceAll(PARTS, "").replace('_', '.'));
    }

    assertThat(asked)
        .hasSizeGreaterThan(10)
        .allSatisfy(meter -> assertThat(sources).contains('"' + meter + '"'));
  }
}
