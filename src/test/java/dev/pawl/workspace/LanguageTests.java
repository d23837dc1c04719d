package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTests {

  @ParameterizedTest
  @CsvSource({
    "a/b/A.java, java",
    "x.JS, javascript",
    "x.tsx, typescript",
    "x.pyi, python",
    "x.hpp, cpp",
    "x.h, c",
    "build.gradle.kts, kotlin",
    "x.scss, css",
    "Dockerfile, dockerfile",
    "sub/Makefile, makefile",
    "x.yml, yaml",
    "README.markdown, markdown",
  })
  void isKnownByTheNameOfAFile(String path, String key) {
    assertThat(Language.of(path).orElseThrow().key()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LICENSE", "x.unknown", ".java", "a.java/b", "java", ""})
  void isNotKnownOtherwise(String path) {
    assertThat(Language.of(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "#!/bin/sh, shell",
    "#!/usr/bin/env python3, python",
    "#!/usr/bin/env -S node --x, javascript",
    "#!/usr/local/bin/ruby2.7, ruby",
  })
  void isNamedByTheFirstLineOfAProgram(String line, String key) {
    assertThat(Language.of("bin/run", line).orElseThrow().key()).isEqualTo(key);
    assertThat(Language.of("bin/run.go", line)).contains(Language.GO);
  }

  @Test
  void isForProgramsOrForData() {
    assertThat(Language.JAVA.isSource()).isTrue();
    assertThat(Language.JSON.isSource()).isFalse();
    assertThat(Language.of("bin/run", "just text")).isEmpty();
  }
}
