package dev.pawl.tool.editorconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineEndingFixerTests {

  private static final String CRLF = "a\r\nb\r\n";

  @TempDir Path root;
  private final LineEndingFixer fixer = new LineEndingFixer(new EditorConfig());

  @BeforeEach
  void prepare() {
    SourceFiles.write(
        root,
        ".editorconfig",
        "root = true\n[*]\nend_of_line = lf\n[win/**]\nend_of_line = crlf\n");
  }

  private String fix(String path, String text) {
    SourceFile source = SourceFiles.read(root, path, text);
    return fixer.handles(source) ? fixer.fix(source) : text;
  }

  @Test
  void convertsLineEndings() {
    assertThat(fix("a.js", CRLF)).isEqualTo("a\nb\n");
    assertThat(fix("win/a.js", "a\nb\n")).isEqualTo(CRLF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run.bat", "run.cmd", "RUN.BAT", "tools/build.cmd"})
  void keepsBatchFiles(String path) {
    assertThat(fix(path, CRLF)).isEqualTo(CRLF);
  }

  @ParameterizedTest
  @CsvSource({
    "*.js text eol=crlf",
    "*.js eol=crlf",
    "*.js -text",
    "*.js binary",
    "*.js -crlf",
    "*.js filter=lfs",
    "*.js working-tree-encoding=UTF-16LE"
  })
  void prefersGitAttributes(String rule) {
    SourceFiles.write(root, ".gitattributes", rule + "\n");

    assertThat(fix("a.js", CRLF)).isEqualTo(CRLF);
    assertThat(fix("a.css", CRLF)).isEqualTo("a\nb\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"* text=auto", "* text", "* text eol=lf"})
  void storesNoCarriageReturnsWhereGitConvertsThem(String rule) {
    SourceFiles.write(root, ".gitattributes", rule + "\n");

    assertThat(fix("win/a.js", "a\nb\n")).isEqualTo("a\nb\n");
    assertThat(fix("a.js", CRLF)).isEqualTo("a\nb\n");
  }

  @Test
  void keepsScriptsThatStartWithInterpreter() {
    assertThat(fix("win/a.py", "#!/usr/bin/python3\na\n")).doesNotContain("\r");
  }

  @Test
  void keepsLiteralsThatKeepTheirLineEndings() {
    assertThat(fix("a.toml", "a = '''\r\nb'''\r\n")).contains("\r\n");
    assertThat(fix("b.toml", "a = 1\r\n")).isEqualTo("a = 1\n");
    assertThat(fix("a.sh", "cat <<E\r\nE\r\n")).contains("\r\n");
    assertThat(fix("a.unknown", CRLF)).isEqualTo(CRLF);
  }
}
