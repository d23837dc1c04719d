package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** A test that reads an undeclared system property could not start a node with it. */
class MavenTestSwitchesTests {

  private static final Pattern READ =
      Pattern.compile(
          "(?:getInteger|getLong|getBoolean)\\(\\s*\"(pawl\\.[a-z.-]+)\"|named ="
              + " \"(pawl\\.[a-z.-]+)\"");

  @Test
  void declaresEverySwitchThatTestsRead() throws IOException {
    Set<String> read = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file ->
              READ.matcher(text(file))
                  .results()
                  .forEach(
                      match -> read.add(match.group(1) != null ? match.group(1) : match.group(2))));
    }

    assertThat(read).contains("pawl.git.files", "pawl.chaos.rounds", "pawl.large-files");
    assertThat(names("pawl", MavenTestSwitches.class).toList()).containsAll(read);
  }

  private static Stream<String> names(String prefix, Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).flatMap(component -> names(prefix, component));
  }

  private static Stream<String> names(String prefix, RecordComponent component) {
    String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
    return component.getType().isRecord() ? names(name, component.getType()) : Stream.of(name);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
