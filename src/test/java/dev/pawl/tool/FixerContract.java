package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.pawl.tool.TextFixer.Unfixable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every fixer has to do; its subject brings a folder of resources with {@code dirty/} and {@code clean/}. */
public interface FixerContract {

  TextFixer fixer();

  /** The resource folder, such as {@code javaformat}. */
  String folder();

  /** The file in both folders, and the path it stands for. */
  String file();

  String path();

  /** Puts what the fixer needs beside the file. */
  default void prepare(Path root) {}

  @Test
  default void turnsTheDirtyFileIntoTheCleanOne(@TempDir Path root) throws Unfixable {
    assertThat(fixer().fix(source(root, "dirty"))).isEqualTo(text("clean"));
  }

  @Test
  default void leavesTheCleanFileAlone(@TempDir Path root) throws Unfixable {
    assertThat(fixer().fix(source(root, "clean"))).isEqualTo(text("clean"));
  }

  @Test
  default void speaksForItsFiles(@TempDir Path root) {
    assertThat(fixer().handles(source(root, "dirty"))).isTrue();
    assertThat(fixer().name()).matches("[a-z-]+");
    assertThat(fixer().version()).isNotBlank().isNotEqualTo("unknown");
  }

  @Test
  default void survivesAnEmptyFile(@TempDir Path root) {
    prepare(root);
    SourceFile empty = Sources.read(root, path(), "");

    assertThatNoException().isThrownBy(() -> fixer().fix(empty));
  }

  private SourceFile source(Path root, String kind) {
    prepare(root);
    return Sources.read(root, path(), text(kind));
  }

  private String text(String kind) {
    return Sources.resource(folder() + "/" + kind + "/" + file());
  }
}
