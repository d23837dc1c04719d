package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.pawl.tool.Fixer.Unfixable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  }

  @Test
  default void survivesAnEmptyFile(@TempDir Path root) {
    prepare(root);
    SourceFile empty =
        SourceFile.decode(path(), Sources.onDisk(root, path(), "").file(), new byte[0])
            .orElseThrow();

    assertThatNoException().isThrownBy(() -> fixer().fix(empty));
  }

  private SourceFile source(Path root, String kind) {
    prepare(root);
    var file = Sources.onDisk(root, path(), text(kind));
    return new SourceFile(path(), file.file(), StandardCharsets.UTF_8, false, text(kind));
  }

  private String text(String kind) {
    return Sources.resource(folder() + "/" + kind + "/" + file());
  }
}
