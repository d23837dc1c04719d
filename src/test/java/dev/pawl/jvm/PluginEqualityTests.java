package dev.pawl.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares results with those of the plugins of builds. The expected files were written by the goal {@code apply} of
 * spotless-maven-plugin 3.11.0 with the version, style and options in the table below, and of
 * spring-javaformat-maven-plugin 0.0.43, on JDK 17, and on JDK 25 for palantir-java-format 2.80.0.
 */
class PluginEqualityTests {

  private static final List<String> JAVA = List.of("Statements", "Shapes", "Documented");

  private static TextFixer formatter(String name, String version, @Nullable String style) {
    return (TextFixer) InstalledJvmFormatters.formatter(name).inVersion(version).inStyle(style);
  }

  private static String text(String folder, String file) {
    return SourceFiles.resource("/dev/pawl/jvm/" + folder + "/" + file + ".txt");
  }

  private static void assertEqual(TextFixer formatter, String folder, String file)
      throws UnfixableException {
    String expected = text(folder, file);
    String path = "src/main/java/example/" + file;

    String formatted = formatter.fix(SourceFiles.of(path, text("original", file)));

    assertThat(formatted).as(file).isEqualTo(expected);
    assertThat(formatter.fix(SourceFiles.of(path, formatted))).as("again").isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "google-java-format-1.19.2-GOOGLE, google-java-format, 1.19.2, GOOGLE",
    "google-java-format-1.19.2-AOSP-code, google-java-format, 1.19.2, AOSP formatJavadoc=false",
    "google-java-format-1.28.0-GOOGLE, google-java-format, 1.28.0, GOOGLE",
    "google-java-format-1.28.0-AOSP, google-java-format, 1.28.0, AOSP",
    "palantir-java-format-2.50.0-PALANTIR, palantir-java-format, 2.50.0, PALANTIR",
    "palantir-java-format-2.80.0-PALANTIR-javadoc, palantir-java-format, 2.80.0,"
        + " PALANTIR formatJavadoc=true",
    "spring-javaformat-0.0.43, spring-javaformat, 0.0.43,",
  })
  void formatsJavaLikeThePlugin(String folder, String name, String version, @Nullable String style)
      throws UnfixableException {
    TextFixer formatter = formatter(name, version, style);

    assertThat(formatter.version()).isEqualTo(version);
    for (String file : JAVA) {
      assertEqual(formatter, folder, file + ".java");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "ktfmt-0.58-KOTLINLANG, KOTLINLANG",
    "ktfmt-0.58-KOTLINLANG-60, KOTLINLANG maxWidth=60",
    "ktfmt-0.58-GOOGLE, GOOGLE",
  })
  void formatsKotlinLikeThePlugin(String folder, String style) throws UnfixableException {
    assertEqual(formatter("ktfmt", "0.58", style), folder, "Numbers.kt");
  }

  @Test
  void versionsGiveTheirOwnResultsSideBySide() throws Exception {
    String original = text("original", "Shapes.java");
    Callable<String> older =
        () ->
            formatter("google-java-format", "1.19.2", "GOOGLE")
                .fix(SourceFiles.of("Shapes.java", original));
    Callable<String> newer =
        () ->
            formatter("google-java-format", "1.28.0", "GOOGLE")
                .fix(SourceFiles.of("Shapes.java", original));

    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<String>> results =
          threads.invokeAll(List.of(older, newer, older, newer, older, newer));
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get())
            .isEqualTo(
                text(
                    i % 2 == 0
                        ? "google-java-format-1.19.2-GOOGLE"
                        : "google-java-format-1.28.0-GOOGLE",
                    "Shapes.java"));
      }
    }
    assertThat(older.call()).isNotEqualTo(newer.call());
  }
}
