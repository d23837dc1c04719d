package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Checks {@code openapi.yaml} with the recommended rules of two linters. npm provides them, so the tests are skipped where
 * it is not installed.
 */
class OpenApiLintTests {

  private static final Path DOCUMENT = Path.of("openapi.yaml").toAbsolutePath();
  private static final Path NPM = Path.of("target/clients/npm-linters").toAbsolutePath();
  private static final NpmPrograms PROGRAMS =
      new NpmPrograms(NPM, List.of("@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3"));

  @Test
  void redoclyReportsNothing() throws Exception {
    PROGRAMS.install();

    assertThat(
            NpmPrograms.run(
                NPM,
                PROGRAMS.program("redocly"),
                "lint",
                "--extends",
                "recommended",
                "--format",
                "stylish",
                DOCUMENT.toString()))
        .contains("Your API description is valid")
        .doesNotContain("You have");
  }

  @Test
  void spectralReportsNothing() throws Exception {
    PROGRAMS.install();
    Path rules = NPM.resolve("spectral.yaml");
    Files.writeString(rules, "extends: [\"spectral:oas\"]\n");

    assertThat(
            NpmPrograms.run(
                NPM,
                PROGRAMS.program("spectral"),
                "lint",
                "--fail-severity=hint",
                "--ruleset",
                rules.toString(),
                DOCUMENT.toString()))
        .contains("No results");
  }
}
