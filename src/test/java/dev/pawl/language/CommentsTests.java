package dev.pawl.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Comments.Comment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommentsTests {

  private static List<Comment> find(Language language, String text) {
    return Comments.containing("mark", language, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          JAVA       | int a; // mark
          JAVA       | int a; /* mark */
          JAVASCRIPT | let a = 1; // mark
          TYPESCRIPT | let a: number = 1; /* mark */
          PYTHON     | a = 1  # mark
          RUBY       | a = 1 # mark
          GO         | var a = 1 // mark
          RUST       | let a = 1; // mark
          C          | int a; /* mark */
          CPP        | int a; // mark
          CSHARP     | int a; // mark
          PHP        | $a = 1; # mark
          SWIFT      | let a = 1 // mark
          KOTLIN     | val a = 1 // mark
          SCALA      | val a = 1 // mark
          CSS        | a { color: red } /* mark */
          HTML       | <p> <!-- mark -->
          XML        | <p/> <!-- mark -->
          YAML       | a: 1 # mark
          TOML       | a = 1 # mark
          MARKDOWN   | text <!-- mark -->
          SHELL      | a=1 # mark
          ZSH        | a=1 # mark
          FISH       | set a 1 # mark
          SQL        | select 1; -- mark
          DOCKERFILE | # mark
          MAKEFILE   | a = 1 # mark
          """)
  void areFoundInEveryLanguageThatHasThem(Language language, String code) {
    assertThat(find(language, "\n" + code + "\n"))
        .singleElement()
        .satisfies(comment -> {
          assertThat(comment.line()).isEqualTo(2);
          assertThat(comment.text()).contains("mark").doesNotContain("=");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          JAVA       | String a = "// mark";
          JAVA       | String a = \"""\\n// mark\\n\""";
          JAVASCRIPT | let a = "// mark";
          JAVASCRIPT | let a = `\\n// mark\\n`;
          JAVASCRIPT | let a = /[/*] mark */;
          PYTHON     | a = \"""\\n# mark\\n\"""
          GO         | var a = `\\n// mark\\n`
          RUST       | const A: &str = r#"" // mark"#;
          CPP        | auto a = R"(" // mark)";
          KOTLIN     | val a = \"""\\n// mark\\n\"""
          YAML       | a: "b # mark"
          YAML       | a: b#mark
          YAML       | a: |\\n  # mark\\nb: 1
          TOML       | a = "# mark"
          SHELL      | echo "# mark"
          SHELL      | cat <<EOF\\n# mark\\nEOF
          SHELL      | cat <<-'END'\\n\\t# mark\\n\\tEND
          RUBY       | a = <<~TEXT\\n  # mark\\nTEXT
          PHP        | $a = <<<TEXT\\n// mark\\nTEXT;
          XML        | <a><![CDATA[<!-- mark -->]]></a>
          MARKDOWN   | ```\\n<!-- mark -->\\n```
          MARKDOWN   | the comment `<!-- mark -->`
          SQL        | select '-- mark'
          JSON       | {"a": "// mark"}
          """)
  void areNotFoundInStringsAndData(Language language, String code) {
    assertThat(find(language, code.replace("\\n", "\n").replace("\\t", "\t") + "\n")).isEmpty();
  }

  @Test
  void areFoundAfterADocumentInAScript() {
    assertThat(find(Language.SHELL, "cat <<EOF\ntext\nEOF\n# mark\na=$((1 << b)) # mark\n"))
        .extracting(Comment::line)
        .containsExactly(4, 5);
  }

  @Test
  void stateWhetherThereIsCodeOnTheirLines() {
    assertThat(find(Language.JAVA, "/* mark */ int a;\nint b; // mark\n  // mark\n"))
        .extracting(Comment::alone)
        .containsExactly(false, false, true);
    assertThat(find(Language.JAVASCRIPT, "a = (\n  <p>\n    {/* mark */}\n    b\n  </p>\n);\n"))
        .extracting(Comment::alone)
        .containsExactly(true);
  }

  @Test
  void stateWhetherThereIsCodeBeforeThem() {
    assertThat(find(Language.JAVA, "// one\n\n/* mark\n */\npackage a; // mark\n"))
        .extracting(Comment::first)
        .containsExactly(true, false);
    assertThat(find(Language.PYTHON, "#!/usr/bin/env python3\n# mark\nimport os\n"))
        .extracting(Comment::first)
        .containsExactly(true);
    assertThat(find(Language.XML, "<?xml version=\"1.0\"?>\n<!-- mark -->\n<a/>\n"))
        .extracting(Comment::first)
        .containsExactly(true);
    assertThat(find(Language.YAML, "---\n# mark\na: 1\n"))
        .extracting(Comment::first)
        .containsExactly(true);
  }

  @Test
  void haveTheirLinesAfterCharactersOfSeveralBytes() {
    assertThat(find(Language.GO, "package a\n\nvar b = \"\uD83D\uDE00\u00e4\" // \u00e4 mark\n"))
        .singleElement()
        .returns(3, Comment::line)
        .returns("// \u00e4 mark", Comment::text);
    assertThat(find(Language.YAML, "a: \"\uD83D\uDE00\" # mark\n"))
        .singleElement()
        .returns("# mark", Comment::text);
  }

  @Test
  void areFoundByTheirTokensWhereTheCodeDoesNotParse() {
    assertThat(find(Language.GO, "func ( {\n// mark\n")).hasSize(1);
    assertThat(find(Language.YAML, "a: {{ b }} # mark\n")).hasSize(1);
  }
}
