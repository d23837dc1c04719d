package dev.pawl.tool.editorconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Unfixable;
import dev.pawl.tool.FixerContract;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.Sources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditorConfigLayoutTests implements FixerContract {

  @Override
  public Fixer fixer() {
    return new EditorConfigLayout();
  }

  @Override
  public String folder() {
    return "editorconfig";
  }

  @Override
  public String file() {
    return "text.txt";
  }

  @Override
  public String path() {
    return "docs/text.txt";
  }

  @Override
  public void prepare(Path root) {
    Sources.onDisk(
        root,
        ".editorconfig",
        "root = true\n[*.txt]\ntrim_trailing_whitespace = true\ninsert_final_newline = true\n");
  }

  private static SourceFile file(Path root, String path, String text) {
    var file = Sources.onDisk(root, path, text);
    return SourceFile.decode(path, file.file(), text.getBytes(StandardCharsets.UTF_8))
        .orElseThrow();
  }

  @Test
  void speaksForNothingWithoutAnEditorconfig(@TempDir Path root) {
    assertThat(fixer().handles(file(root, "a.txt", "x  "))).isFalse();
  }

  @Test
  void speaksForNoFileThatItsSectionsDoNotName(@TempDir Path root) {
    prepare(root);

    assertThat(fixer().handles(file(root, "a.md", "x  "))).isFalse();
  }

  @Test
  void leavesJavaToItsFormatter(@TempDir Path root) {
    Sources.onDisk(root, ".editorconfig", "[*]\ninsert_final_newline = true\n");

    assertThat(fixer().handles(file(root, "A.java", "class A {}"))).isFalse();
  }

  @Test
  void readsNoEditorconfigAboveTheTarget(@TempDir Path root) {
    prepare(root);

    assertThat(
            fixer()
                .handles(
                    new SourceFile(
                        "a.txt", root.resolve("target/a.txt"), StandardCharsets.UTF_8, false, "x")))
        .isFalse();
  }

  @Test
  void endsAFileAsItsLinesEnd(@TempDir Path root) throws Unfixable {
    prepare(root);

    assertThat(fixer().fix(file(root, "a.txt", "one \r\ntwo"))).isEqualTo("one\r\ntwo\r\n");
  }
}
