package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every fixer has to do; its subject brings a folder of resources with {@code dirty/} and {@code clean/}. */
public interface FixerContract {

  Fixer fixer();

  /** The resource folder, such as {@code javaformat}. */
  String folder();

  /** The file in both folders, and the path it stands for. */
  String file();

  String path();

  /** Puts what the fixer needs beside the file. */
  default void prepare(Path root) {}

  /** What the fixer is given beside the file. */
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
