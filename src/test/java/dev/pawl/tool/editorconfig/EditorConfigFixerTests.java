package dev.pawl.tool.editorconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "[INFO] _\\n[INFO] one\\n[INFO] _\\n[INFO] _\\n § false",
        "a  _\\nb\\na  _\\nb\\na  _ § false",
        "[INFO] _\\n[INFO] one\\n[INFO] _\\n § true",
        "one_\\ntwo_\\nthree_\\nfour_\\n § true",
        " _\\none_\\n _\\n _\\n § true"
      })
  void leavesTextThatAProgramHasPrinted(String text, boolean handled, @TempDir Path root) {
    prepare(root);

    assertThat(fixer().handles(file(root, "a.txt", text.replace('_', ' ').replace("\\n", "\n"))))
        .isEqualTo(handled);
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

  private static final String TRIM =
      "trim_trailing_whitespace = true\ninsert_final_newline = true\n";

  /** Texts in which {@code _} stands for whitespace at the end of a line that belongs to a literal. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "a.pl § $a = \"b_\\nc\";\\n",
        "a.lua § a = [[b_\\nc]]\\n",
        "a.rb § a = %q(b_\\nc)\\n",
        "a.rb § a = <<~B\\n  c_\\nB\\n",
        "a.dart § var a = \"\"\"b_\\nc\"\"\";\\n",
        "a.ps1 § $a = @\"\\nb_\\n\"@\\n",
        "a.exs § a = \"\"\"\\nb_\\n\"\"\"\\n",
        "a.sh § cat <<E\\na_\\nE\\n",
        "a.sh § echo a \\\\_\\n",
        "a.html § <pre>\\na_\\n</pre>\\n",
        "a.vue § <pre>\\na_\\n</pre>\\n",
        "Makefile § a = b_\\n",
        "a.mk § a = b_\\n",
        "a.php § <?php $a = 'b_\\nc';\\n",
        "a.sql § select 'a_\\nb';\\n",
        "a.cs § var a = @\"b_\\nc\";\\n",
        "a.swift § let a = #\"\"\"\\nb_\\n\"\"\"#\\n",
        "a.unknown § a_",
        "CMakeLists.txt § set(A [[b_\\nc]])\\n",
        "noextension § a_\\n",
        "a.c § #define A b \\\\_\\n\\nint c;\\n",
        "a.md § one_\\ntwo\\n",
        "a.md § - one_\\n  two\\n",
        "a.md § > one_\\n> two\\n",
        "a.md § one\\\\\\ntwo\\n",
        "a.md § * one\\\\_\\n* two\\n",
        "a.js § const r = cond ? 1 : 2; if (r) /`\"/.test(s); const t = `one_\\ntwo`;\\n",
        "a.js § const a = 1;_\\nconst = `_\\n",
        "a.yaml § a: |\\n  b_\\n",
        "a.yaml § a: |\\n  b",
        "a.xml § <a>b_\\n</a>\\n",
      })
  void keepsWhitespaceOfLiterals(String path, String text, @TempDir Path root)
      throws UnfixableException {
    String real =
        text.replace("\\\\", "\u0001")
            .replace("\\n", "\n")
            .replace('\u0001', '\\')
            .replace("_", "  ");

    assertThat(format(root, path, TRIM, real)).isEqualTo(real);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "a.js § const t = `one  \\ntwo`;_\\nlet a;_ § const t = `one  \\ntwo`;\\nlet a;\\n",
        "a.js § if (a) /`/.test(b);_\\n § if (a) /`/.test(b);\\n",
        "a.go § package a_\\n\\nvar b = `c  \\n`_ § package a\\n\\nvar b = `c  \\n`\\n",
        "a.xml § <a>_\\n  <b/>_\\n</a> § <a>\\n  <b/>\\n</a>\\n",
        "a.yaml § a: |\\n  b  \\nc: d_\\n § a: |\\n  b  \\nc: d\\n",
        "a.md § # one_\\n\\ntwo_\\n § # one\\n\\ntwo\\n",
        "a.md § * one_\\n* two_\\n* three_\\n\\nText_\\n § * one\\n* two\\n* three\\n\\nText\\n",
        "a.md § * one  \\n  two_\\n* three_ § * one  \\n  two\\n* three\\n",
        "a.md § | a |_\\n|---|_\\n| b |_\\n § | a |\\n|---|\\n| b |\\n",
        "a.txt § one_\\ntwo_ § one\\ntwo\\n",
        "a.css § a {_\\n} § a {\\n}\\n",
      })
  void trimsOutsideLiterals(String path, String before, String after, @TempDir Path root)
      throws UnfixableException {
    String real = before.replace("\\n", "\n").replace("_", "  ");

    assertThat(format(root, path, TRIM, real)).isEqualTo(after.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-text", "binary", "working-tree-encoding=UTF-16", "filter=lfs"})
  void keepsFilesThatGitAttributesFix(String attribute, @TempDir Path root)
      throws UnfixableException {
    SourceFiles.write(root, ".gitattributes", "x/** " + attribute + "\n");

    assertThat(format(root, "x/a.css", TRIM, "a  ")).isEqualTo("a  ");
    assertThat(format(root, "a.css", TRIM, "a  ")).isEqualTo("a\n");
  }

  @Test
  void appliesSectionsWithEscapesAndNegativeNumbers(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(
        root,
        ".editorconfig",
        """
        root = true
        [a\\*.txt]
        insert_final_newline = true
        [x\\?.txt]
        insert_final_newline = true
        [{-3..2}.txt]
        insert_final_newline = true
        """);

    for (String path : List.of("a*.txt", "x?.txt", "-3.txt", "0.txt", "2.txt")) {
      assertThat(fixer().handles(file(root, path, "a"))).as(path).isTrue();
    }
    for (String path : List.of("ab.txt", "xy.txt", "-4.txt", "3.txt")) {
      assertThat(fixer().handles(file(root, path, "a"))).as(path).isFalse();
    }
  }

  @Test
  void readsPropertiesLikeEditors(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(
        root,
        ".editorconfig",
        "\uFEFF; comment\nroot = TRUE\n[*]\nTrim_Trailing_Whitespace = True ; why\n"
            + "insert_final_newline: true\n[sub/*]\ninsert_final_newline = unset\n");
    SourceFiles.write(root, "sub/.editorconfig", "[b.css]\ntrim_trailing_whitespace=false\n");

    assertThat(fixer().fix(file(root, "a.css", "a  "))).isEqualTo("a\n");
    assertThat(fixer().fix(file(root, "sub/a.css", "a  "))).isEqualTo("a");
    assertThat(fixer().handles(file(root, "sub/b.css", "a  "))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "tests/unity/a.css, false",
    "tests/unity/auto/a.css, false",
    "tests/inputs/x/y/a.css, false",
    "tests/unity.css, true",
    "tests/other/a.css, true",
    "x/tests/unity/auto/a.css, true",
    "tests/unity/auto/a.scss, true",
    "tests/unity/own/a.css, true",
    "tests/unity/own/x/a.css, true",
    "lib/a.css, false",
    "lib/x/a.css, true",
    "g1/a.css, false",
    "g1/x/a.css, true",
    "all/x/a.css, false",
  })
  void takesSectionForAllFilesOfFolderAsMeantForTheWholeFolder(
      String path, boolean trimmed, @TempDir Path root) throws UnfixableException {
    SourceFiles.write(
        root,
        ".editorconfig",
        """
        root = true
        [*]
        trim_trailing_whitespace = true
        insert_final_newline = true
        [tests/{unity,inputs}/*]
        trim_trailing_whitespace = unset
        insert_final_newline = unset
        [{lib/*.css,g?/*,all/**}]
        trim_trailing_whitespace = false
        insert_final_newline = unset
        [*.scss]
        trim_trailing_whitespace = true
        insert_final_newline = true
        """);
    SourceFiles.write(
        root,
        "tests/unity/own/.editorconfig",
        "[*]\ntrim_trailing_whitespace = true\ninsert_final_newline = true\n");
    SourceFile source = file(root, path, "a {}  ");

    assertThat(fixer().handles(source) ? fixer().fix(source) : source.text())
        .isEqualTo(trimmed ? "a {}\n" : "a {}  ");
  }

  @Test
  void followsTheLetterForOtherPropertiesOfSubfolders(@TempDir Path root)
      throws UnfixableException {
    SourceFiles.write(
        root,
        ".editorconfig",
        """
        root = true
        [*]
        indent_style = tab
        tab_width = 4
        insert_final_newline = true
        [lib/*]
        indent_style = unset
        insert_final_newline = false
        """);

    assertThat(fixer().fix(file(root, "lib/a.css", "    a\n"))).isEqualTo("    a");
    assertThat(fixer().fix(file(root, "lib/x/a.css", "    a\n"))).isEqualTo("\ta\n");
    assertThat(fixer().fix(file(root, "lib/x/b.css", "    a"))).isEqualTo("\ta");
    assertThat(fixer().fix(file(root, "a.css", "    a"))).isEqualTo("\ta\n");
  }
}
