package dev.pawl.tool.editorconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditorConfigGlobTests {

  @ParameterizedTest(name = "[{0}] {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "* | a.txt | true",
        "* | x/a.txt | true",
        "*.txt | x/y/a.txt | true",
        "*.txt | a.txtx | false",
        "/*.txt | a.txt | true",
        "/*.txt | x/a.txt | false",
        "x/*.txt | x/a.txt | true",
        "x/*.txt | x/y/a.txt | false",
        "x/*.txt | z/x/a.txt | false",
        "x/**.txt | x/y/a.txt | true",
        "x/**/a.txt | x/a.txt | true",
        "x/**/a.txt | x/y/z/a.txt | true",
        "x/**/a.txt | x/ya.txt | false",
        "**/a.txt | a.txt | true",
        "?.txt | ab.txt | false",
        "?.txt | é.txt | true",
        "[ab].txt | b.txt | true",
        "[!ab].txt | b.txt | false",
        "[!ab].txt | c.txt | true",
        "[a-c].txt | b.txt | true",
        "[a\\]].txt | ].txt | true",
        "[ab.txt | [ab.txt | true",
        "a[/b.txt | a[/b.txt | true",
        "*.{js,ts} | a.ts | true",
        "*.{js,ts} | a.tsx | false",
        "{a,b{c,d}}.x | bd.x | true",
        "{a,}.x | .x | true",
        "{a}.x | {a}.x | true",
        "{a}.x | a.x | false",
        "{a.x | {a.x | true",
        "{package.json,*.yml} | x/a.yml | true",
        // escapes
        "a\\*.txt | a*.txt | true",
        "a\\*.txt | ab.txt | false",
        "x\\?.txt | x?.txt | true",
        "x\\?.txt | xy.txt | false",
        "\\{a,b\\}.txt | {a,b}.txt | true",
        "{a\\,b,c}.txt | a,b.txt | true",
        "\\[a].txt | [a].txt | true",
        "a\\\\b | a\\b | true",
        // numbers
        "{-3..2}.txt | -3.txt | true",
        "{-3..2}.txt | -4.txt | false",
        "{-3..2}.txt | 0.txt | true",
        "{-3..2}.txt | 2.txt | true",
        "{-3..2}.txt | 3.txt | false",
        "{-3..2}.txt | -.txt | false",
        "{2..-3}.txt | -1.txt | true",
        "{1..20}.txt | 15.txt | true",
        "{1..20}.txt | 015.txt | false",
        "{1..20}.txt | 150.txt | false",
        "v{1..2}0.txt | v10.txt | true",
      })
  void matchesPaths(String pattern, String path, boolean matches) {
    assertThat(new EditorConfigGlob(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void takesLinearTime() {
    String path = "a".repeat(4000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(new EditorConfigGlob("*a".repeat(30) + "b").matches(path)).isFalse();
          assertThat(new EditorConfigGlob("{a,aa}".repeat(30) + "b").matches(path)).isFalse();
          assertThat(new EditorConfigGlob("**a".repeat(30) + "b").matches(path)).isFalse();
          new EditorConfigGlob("{".repeat(4000)).matches(path);
          new EditorConfigGlob("{a,".repeat(1000) + "}".repeat(1000)).matches(path);
        });
  }
}
