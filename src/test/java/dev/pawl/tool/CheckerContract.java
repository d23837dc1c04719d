package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every checker. Implementations provide a resource folder with {@code dirty/} and {@code clean/}. */
public interface CheckerContract {

  Checker checker();

  String folder();

  String file();

  String path();

  @Test
  default void reportsFindingsForDirtyFile(@TempDir Path root) throws InterruptedException {
    List<Finding> findings = check(root, "dirty");

    assertThat(findings).isNotEmpty();
    assertThat(findings)
        .allSatisfy(finding -> {
          assertThat(finding.file()).isEqualTo(path());
          assertThat(finding.line()).isPositive();
          assertThat(finding.tool()).isEqualTo(checker().name());
          assertThat(finding.message()).isNotBlank();
          assertThat(finding.severity()).isGreaterThanOrEqualTo(checker().maxSeverity());
        });
  }

  @Test
  default void reportsNothingForCleanFile(@TempDir Path root) throws InterruptedException {
    assertThat(check(root, "clean")).isEmpty();
  }

  @Test
  default void isDeterministic(@TempDir Path root) throws InterruptedException {
    assertThat(check(root, "dirty")).isEqualTo(check(root, "dirty"));
  }

  @Test
  default void handlesOnlyItsFiles() {
    assertThat(checker().handles(path())).isTrue();
    assertThat(checker().handles("some/file.unknown")).isFalse();
    assertThat(checker().handles("no-extension")).isFalse();
  }

  /** Returns a file of about a size, for measuring the time that the checker takes. */
  default String largeText(int size) {
    return LargeInputs.of(path(), size);
  }

  @Test
  default void takesLinearTime(@TempDir Path root) throws Exception {
    var context = SourceFiles.contextWithoutCache(root);
    LinearTime.check(
        checker().name(),
        size -> {
          var sources = List.of(SourceFiles.read(root, path(), largeText(size)));
          return () -> assertThat(checker().check(sources, context)).isNotNull();
        });
  }

  private List<Finding> check(Path root, String kind) throws InterruptedException {
    String text = SourceFiles.resource(folder() + "/" + kind + "/" + file());
    return checker()
        .check(List.of(SourceFiles.read(root, path(), text)), SourceFiles.context(root));
  }
}
