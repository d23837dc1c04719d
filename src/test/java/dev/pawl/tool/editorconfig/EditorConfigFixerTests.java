package dev.pawl.tool.editorconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditorConfigFixerTests implements FixerContract {

  @Override
  public TextFixer fixer() {
    return new EditorConfigFixer(new EditorConfig());
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
    SourceFiles.write(
        root,
        ".editorconfig",
        "root = true\n[*.txt]\ntrim_trailing_whitespace = true\ninsert_final_newline = true\n");
  }

  private static SourceFile file(Path root, String path, String text) {
    return SourceFiles.read(root, path, text);
  }

  @Test
  void handlesNothingWithoutEditorConfig(@TempDir Path root) {
    assertThat(fixer().handles(file(root, "a.txt", "x  "))).isFalse();
  }

  @Test
  void handlesNoFileOutsideSections(@TempDir Path root) {
    prepare(root);

    assertThat(fixer().handles(file(root, "a.md", "x  "))).isFalse();
  }

  @Test
  void removesFinalNewline(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(root, ".editorconfig", "root = true\n[*]\ninsert_final_newline = false\n");

    assertThat(fixer().fix(file(root, "a.txt", "one\n\n"))).isEqualTo("one");
  }

  @Test
  void keepsTrailingWhitespaceInString(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(root, ".editorconfig", "root = true\n[*]\ntrim_trailing_whitespace = true\n");

    assertThat(fixer().fix(file(root, "a.py", "a = 1  \nb = \"\"\"x  \ny\"\"\"  \n")))
        .isEqualTo("a = 1\nb = \"\"\"x  \ny\"\"\"\n");
  }

  @Test
  void detectsChangedEditorConfig(@TempDir Path root) {
    SourceFiles.write(root, ".editorconfig", "root = true\n");
    assertThat(fixer().handles(file(root, "a.txt", "x  "))).isFalse();

    prepare(root);

    assertThat(fixer().handles(file(root, "a.txt", "x  "))).isTrue();
  }

  @Test
  void ignoresEditorConfigAboveTarget(@TempDir Path root) {
    prepare(root);

    assertThat(
            fixer()
                .handles(
                    new SourceFile(
                        "a.txt", root.resolve("target/a.txt"), StandardCharsets.UTF_8, false, "x")))
        .isFalse();
  }

  @Test
  void usesLineEndingOfFileForFinalNewline(@TempDir Path root) throws UnfixableException {
    prepare(root);

    assertThat(fixer().fix(file(root, "a.txt", "one \r\ntwo"))).isEqualTo("one\r\ntwo\r\n");
  }

  private String format(Path root, String path, String rules, String text)
      throws UnfixableException {
    SourceFiles.write(root, ".editorconfig", "root = true\n[*]\n" + rules);
    SourceFile source = file(root, path, text);
    return fixer().handles(source) ? fixer().fix(source) : text;
  }

  @Test
  void indentsWithSpaces(@TempDir Path root) throws UnfixableException {
    String rules = "indent_style = space\nindent_size = 4\n";

    assertThat(format(root, "a.c", rules, "\t\ta;\n  \tb;\n   c;\n\n"))
        .isEqualTo("        a;\n    b;\n   c;\n\n");
  }

  @Test
  void indentsWithTabs(@TempDir Path root) throws UnfixableException {
    String rules = "indent_style = tab\ntab_width = 4\n";

    assertThat(format(root, "a.c", rules, "        a;\n      b;\n   c;\n \td;\r\n"))
        .isEqualTo("\t\ta;\n\t  b;\n   c;\n\td;\r\n");
  }

  @Test
  void keepsIndentationOfUnknownWidth(@TempDir Path root) throws UnfixableException {
    assertThat(format(root, "a.c", "indent_style = space\n", "\ta;\n")).isEqualTo("\ta;\n");
  }

  @Test
  void keepsSignificantIndentation(@TempDir Path root) throws UnfixableException {
    String rules = "indent_style = space\nindent_size = 4\n";

    assertThat(format(root, "Makefile", rules, "all:\n\techo\n")).isEqualTo("all:\n\techo\n");
    assertThat(format(root, "a.py", rules, "if a:\n\tb\n")).isEqualTo("if a:\n\tb\n");
    assertThat(format(root, "A.java", rules, "a = \"\"\"\n\tb\n\tc\"\"\";\n\td;\n"))
        .as("in a text block")
        .isEqualTo("a = \"\"\"\n\tb\n\tc\"\"\";\n    d;\n");
  }
}
