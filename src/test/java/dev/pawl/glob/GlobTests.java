package dev.pawl.glob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GlobTests {

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
  void matchesAsEditorConfigDefines(String pattern, String path, boolean matches) {
    assertThat(Glob.named(pattern, GlobDialect.EDITOR_CONFIG).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest(name = "[{0}] {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "*.log | a.log | true",
        "*.log | x/y/a.log | true",
        "*.log | a.logs | false",
        "a | x/a | true",
        "a | x/ba | false",
        "/a | a | true",
        "/a | x/a | false",
        "x/a | x/a | true",
        "x/a | z/x/a | false",
        "**/x/a | z/y/x/a | true",
        "**/a | a | true",
        "x/** | x/y/a | true",
        "x/** | x | false",
        "x/**/a | x/a | true",
        "x/**/**/a | x/y/a | true",
        "x/**/a | xa | false",
        "** | x/y | true",
        "a**b | axb | true",
        "a**b | x/axb | true",
        "x/a**b | x/a/b | false",
        "foo/* | foo/a/b | false",
        "?.c | é.c | true",
        "[ab].c | b.c | true",
        "[^ab].c | c.c | true",
        "[!ab].c | b.c | false",
        "[]-].c | ].c | true",
        "[[:digit:][:upper:]].c | 7.c | true",
        "[[:digit:]].c | a.c | false",
        "[a-c/].c | b.c | true",
        "[ab.c | [ab.c | false",
        "\\!a | !a | true",
        "\\#a | #a | true",
        "a\\ | a | false",
        "{a,b} | a | false",
        "{a,b} | {a,b} | true",
      })
  void matchesAsGitDefines(String pattern, String path, boolean matches) {
    assertThat(Glob.named(pattern, GlobDialect.GIT).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest(name = "[{0}] {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "src/** | src/a/B.java | true",
        "src/** | srca/B.java | false",
        "src/ | src/a/B.java | true",
        "./src/*.java | src/B.java | true",
        "/src/*.java | src/B.java | true",
        "*.java | a/B.java | false",
        "**/*.java | B.java | true",
        "**/*.java | a/b/B.java | true",
        "src/**/*.{js,ts} | src/a/b.ts | true",
        "src/**/*.{js,ts} | src/b.tsx | false",
        "app/[id]/*.tsx | app/[id]/a.tsx | true",
        "app/[id]/*.tsx | app/i/a.tsx | false",
        "** | a/b | true",
        "**/** | a | true",
        "a?c | a/c | false",
        "𝔘*.txt | 𝔘x.txt | true",
        "𝔘.txt | 𝔘.txt | true",
      })
  void matchesPathsOfRequests(String pattern, String path, boolean matches) {
    assertThat(Glob.path(pattern).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @EnumSource
  void takesLinearTime(GlobDialect dialect) {
    String path = "a".repeat(4000);
    String folders = "a/".repeat(2000) + "c";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (String part : List.of("*a", "{a,aa}", "**a", "?*", "[a-b]*", "{*,a}")) {
            assertThat(Glob.named(part.repeat(30) + "b", dialect).matches(path)).as(part).isFalse();
          }
          for (String part : List.of("**/a/", "**/", "*/**/", "**/*/", "{**/,a/}")) {
            assertThat(Glob.named("x" + part.repeat(30) + "b", dialect).matches(folders))
                .as(part)
                .isFalse();
          }
          Glob.named("{".repeat(4000), dialect).matches(path);
          Glob.named("{a,".repeat(1000) + "}".repeat(1000), dialect).matches(path);
          Glob.named("[".repeat(4000), dialect).matches(path);
        });
  }

  /** A step that was cancelled must stop, whatever patterns and paths its target contains. */
  @Test
  void stopsWhenTheThreadIsInterrupted() {
    var glob = Glob.named("a*b*c?", GlobDialect.GIT);
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> glob.matches("x/abcd"));
    assertThat(Thread.interrupted()).as("the interrupt is kept for the caller").isTrue();
    assertThat(glob.matches("x/abcd")).isTrue();
  }
}
