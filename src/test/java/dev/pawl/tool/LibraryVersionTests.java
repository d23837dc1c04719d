package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.treesitter.TSParser;
import tools.jackson.core.json.JsonFactory;

class LibraryVersionTests {

  @Test
  void readsTheVersionThatTheBuildOfTheLibraryRecorded() {
    assertThat(LibraryVersion.version(JsonFactory.class, "tools.jackson.core/jackson-core"))
        .matches("\\d+\\.\\d+.*");
  }

  @Test
  void readsTheVersionFromTheNameOfAJarThatRecordsNone() {
    assertThat(LibraryVersion.version(TSParser.class, "io.github.bonede/tree-sitter"))
        .matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void doesNotKnowTheVersionOfClassesOutsideOfAJar() {
    assertThat(LibraryVersion.version(LibraryVersionTests.class, "example/none"))
        .isEqualTo("unknown");
  }
}
