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
  default Job job(Path root) {
    return Sources.job(root);
  }

  @Test
  default void turnsTheDirtyFileIntoTheCleanOne(@TempDir Path root) throws InterruptedException {
    assertThat(fixed(root, source(root, "dirty"))).isEqualTo(text("clean"));
  }

  @Test
  default void leavesTheCleanFileAlone(@TempDir Path root) throws InterruptedException {
    assertThat(fixed(root, source(root, "clean"))).isEqualTo(text("clean"));
  }

  @Test
  default void speaksForItsFiles(@TempDir Path root) {
    assertThat(fixer().handles(source(root, "dirty"))).isTrue();
    assertThat(fixer().name()).matches("[a-z-]+");
    assertThat(fixer().detect(job(root).workspace()).version())
        .isNotBlank()
        .isNotEqualTo("unknown");
  }

  @Test
  default void survivesAnEmptyFile(@TempDir Path root) throws InterruptedException {
    prepare(root);

    assertThat(fixed(root, Sources.read(root, path(), ""))).isNotNull();
  }

  private String fixed(Path root, SourceFile source) throws InterruptedException {
    Rewrite rewrite = fixer().fix(List.of(source), job(root)).getFirst();
    assertThat(rewrite.rule()).as("%s", rewrite.why()).isNull();
    return rewrite.source().text();
  }

  private SourceFile source(Path root, String kind) {
    prepare(root);
    return Sources.read(root, path(), text(kind));
  }

  private String text(String kind) {
    return Sources.resource(folder() + "/" + kind + "/" + file());
  }
}
