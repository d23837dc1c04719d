package dev.pawl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTests {

  @ParameterizedTest
  @CsvSource({
    "javascript, js jsx mjs cjs",
    "typescript, ts tsx",
    "python, py pyx pyi",
    "ruby, rb",
    "go, go",
    "rust, rs",
    "java, java",
    "c, c h",
    "cpp, cpp hpp cc cxx",
    "csharp, cs",
    "php, php",
    "swift, swift",
    "kotlin, kt kts",
    "scala, scala sc",
    "css, css scss sass less",
    "html, html htm",
    "xml, xml",
    "json, json",
    "yaml, yaml yml",
    "toml, toml",
    "markdown, md markdown",
    "shell, sh bash",
    "zsh, zsh",
    "fish, fish",
    "sql, sql"
  })
  void isDetectedByExtension(String key, String extensions) {
    for (String extension : extensions.split(" ")) {
      assertThat(Language.of("some/where.d/file." + extension).map(Language::key)).contains(key);
      assertThat(Language.of("FILE." + extension.toUpperCase()).map(Language::key)).contains(key);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Dockerfile, dockerfile",
    "a/b/Containerfile, dockerfile",
    "Dockerfile.test, dockerfile",
    "web.Dockerfile, dockerfile",
    "Dockerfile.yaml, yaml",
    "Makefile, makefile",
    "GNUmakefile, makefile",
    "rules.mk, makefile",
    "Gemfile, ruby",
    "Cargo.lock, toml",
    ".bashrc, shell"
  })
  void isDetectedByWellKnownName(String path, String key) {
    assertThat(Language.of(path).map(Language::key)).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LICENSE", "a.txt", "java", "x.java/file", "a.", ".js/x", "Makefiles", ""})
  void isEmptyForUnknownNames(String path) {
    assertThat(Language.of(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#!/bin/sh|shell",
        "#! /usr/bin/env bash|shell",
        "#!/usr/bin/env -S python3.12 -u|python",
        "#!/usr/bin/env -S LANG=C ruby -w|ruby",
        "#!/usr/local/bin/node --harmony|javascript",
        "#!/usr/bin/make -f|makefile"
      })
  void isDetectedByInterpreter(String firstLine, String key) {
    assertThat(Language.of("bin/tool", firstLine).map(Language::key)).contains(key);
  }

  @Test
  void prefersNameToFirstLine() {
    assertThat(Language.of("tool.py", "#!/bin/sh")).contains(Language.PYTHON);
    assertThat(Language.of("notes.txt", "#!/bin/sh")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#!", "#!/usr/bin/env", "#!/opt/unheard-of", "# !/bin/sh", "text"})
  void isEmptyForOtherFirstLines(String firstLine) {
    assertThat(Language.of("bin/tool", firstLine)).isEmpty();
  }

  @Test
  void isSourceUnlessItIsDataOrProse() {
    assertThat(Arrays.stream(Language.values()).filter(language -> !language.isSource()))
        .containsExactlyInAnyOrder(
            Language.JSON, Language.XML, Language.YAML, Language.TOML, Language.MARKDOWN);
  }
}
