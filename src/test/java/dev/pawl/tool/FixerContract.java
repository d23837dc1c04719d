package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every fixer. Implementations provide a resource folder with {@code dirty/} and {@code clean/}. */
public interface FixerContract {

  Fixer fixer();

  /** Returns the resource folder, such as {@code javaformat}. */
  String folder();

  /** Returns the name of the file in both folders. */
  String file();

  String path();

  /** Creates other files that the fixer needs. */
  default void prepare(Path root) {}

  /** Returns the context that the fixer gets in addition to the file. */
  default ToolContext context(Path root) {
    return SourceFiles.context(root);
  }

  @Test
  default void fixesDirtyFile(@TempDir Path root) throws InterruptedException {
    assertThat(fix(root, source(root, "dirty"))).isEqualTo(text("clean"));
  }

  @Test
  default void keepsCleanFileUnchanged(@TempDir Path root) throws InterruptedException {
    assertThat(fix(root, source(root, "clean"))).isEqualTo(text("clean"));
  }

  @Test
  default void handlesItsFiles(@TempDir Path root) {
    assertThat(fixer().handles(source(root, "dirty"))).isTrue();
    assertThat(fixer().name()).matches("[a-z-]+");
    assertThat(fixer().detect(context(root).workspace()).version())
        .isNotBlank()
        .isNotEqualTo("unknown");
  }

  @Test
  default void handlesEmptyFile(@TempDir Path root) throws InterruptedException {
    prepare(root);

    assertThat(fix(root, SourceFiles.read(root, path(), ""))).isNotNull();
  }

  /** Returns a file of about a size, for measuring the time that the fixer takes. */
  default String largeText(int size) {
    return LargeInputs.of(path(), size);
  }

  @Test
  default void takesLinearTime(@TempDir Path root) throws Exception {
    prepare(root);
    var context = context(root);
    LinearTime.check(
        fixer().name(),
        size -> {
          var sources = List.of(SourceFiles.read(root, path(), largeText(size)));
          return () -> assertThat(fixer().fix(sources, context).getFirst().rule()).isNull();
        });
  }

  private String fix(Path root, SourceFile source) throws InterruptedException {
    FixResult result = fixer().fix(List.of(source), context(root)).getFirst();
    assertThat(result.rule()).as("%s", result.reason()).isNull();
    return result.source().text();
  }

  private SourceFile source(Path root, String kind) {
    prepare(root);
    return SourceFiles.read(root, path(), text(kind));
  }

  private String text(String kind) {
    return SourceFiles.resource(folder() + "/" + kind + "/" + file());
  }
}
