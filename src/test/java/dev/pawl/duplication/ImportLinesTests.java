package dev.pawl.duplication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportLinesTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JAVA|package a.b;\\nimport static a.B.c;\\nx|1",
        "KOTLIN|import a.b as c\\nx|1",
        "GO|import (\\n\"a\"\\n\"b\"\\n)\\nx|1",
        "JAVASCRIPT|import {\\na,\\nb\\n} from 'c'\\nx|1",
        "JAVASCRIPT|import('a').then(b)|9",
        "PYTHON|from a import (\\nb,\\nc)\\nimport d\\nx|1",
        "CSHARP|using System.Text;\\nx|1",
        "CSHARP|using (var a = b) {\\nc\\n}|10",
        "CSHARP|using var a = b;|5",
        "C|#include <stdio.h>\\n#define A|3",
        "CPP|#include \"a.h\"\\nusing namespace std;\\nx|1",
        "PHP|use A\\\\B;\\nx|1",
        "PHP|use ($a) {|5",
        "RUST|use a::{b,\\nc};\\nx|1",
        "RUBY|require 'a'\\nx|1",
        "SQL|import a|2",
        "JAVA|a import b|3"
      })
  void skipsImportLines(Language language, String text, int remaining) {
    var tokens = new TokenTable(language);

    tokens.add("file", text.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\"));

    assertThat(tokens.size()).isEqualTo(remaining);
  }
}
