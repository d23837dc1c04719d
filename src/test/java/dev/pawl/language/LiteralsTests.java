package dev.pawl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTests {

  /** Returns the lines that start (s) or end (e) in a literal; {@code unknown} if the literals are unknown. */
  private static String literals(String path, String text) {
    Optional<Literals> literals = Literals.of(Language.of(path).orElseThrow(), path, text);
    if (literals.isEmpty()) {
      return "unknown";
    }
    var lines = new ArrayList<String>();
    for (int line = 1; line <= text.split("\n", -1).length; line++) {
      String mark =
          (literals.get().containStartOf(line) ? "s" : "")
              + (literals.get().containEndOf(line) ? "e" : "");
      if (!mark.isEmpty()) {
        lines.add(line + mark);
      }
    }
    return String.join(" ", lines);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        // Java
        "A.java § class A { String a = \"\"\"\\n b\\n\"\"\"; } § 1e 2se 3s",
        "A.java § class A { char a = '\"'; // '\\n int b; } § ~~",
        // JavaScript and TypeScript: regular expressions, templates in templates, strings that
        // continue
        "a.js § const r = c ? 1 : 2; if (r) /`\"/.test(s);\\nconst t = `one_\\ntwo`;\\nlet b = 1;_"
            + " § 2e 3s",
        "a.js § if (a) { b(); }\\n/`/.test(c);\\nlet d = `e\\nf`; § 3e 4s",
        "a.js § x = `a ${b ? `c\\n${d}` : \"}\"}\\ne`;\\n/* ` */ f = 1; § 1e 2se 3s",
        "a.jsx § a = <b c=\"d\\ne\">\\n  f\\n</b>; § 1e 2s",
        "a.ts § type A = `${B}`;\\nlet c: string = `d\\ne`; § 2e 3s",
        // Python
        "a.py § a = '''b\\nc'''\\nd = (\"e\"\\n  \"f\") § 1e 2s",
        "a.py § def f():\\n  r\"\"\"a\\n\\\\d\"\"\"\\n  return 1 § 2e 3s",
        // C, C++, Go, Rust, Kotlin
        "a.cpp § auto a = R\"x(b\\n)\" c\\n)x\"; int d = 1'000; § 1e 2se 3s",
        "a.c § int a = '\"';\\nchar *b = \"c\"; § ~~",
        "a.go § package a\\n\\nvar b = `c\\\\\\nd`\\n § 3e 4s",
        "a.rs § fn a<'b>() { let c = r#\"d \"\\n e\"#; let f = \"g\\nh\"; } § 1e 2se 3s",
        "a.kt § val a = \"\"\"b ${c(\"d\")}\\n\"\"\"\\nval e = 'f' § 1e 2s",
        // Data
        "a.yaml § a: |\\n  b_\\n\\n  c\\nd: 1 § 2se 3se 4se",
        "a.yaml § a: \"b\\n  c\"\\nd: e\\n  f\\ng: 1 § 1e 2s 3e 4s",
        "a.yaml § - >+\\n  a\\n\\n § 2se 3se",
        "a.toml § a = '''b\\\\'''\\nc = \"\"\"d\\\\\"\"\"\\ne\"\"\"\\nf = 1 § 2e 3s",
        "a.toml § a = 'b\\\\' # it's\\nc = '''\\nd''''\\n § 2e 3s",
        "a.xml § <a>\\n  <b>c\\n</b>\\n  <d>\\n</d>\\n  <!-- e\\n-->\\n</a> § 2e 3s 4e 5s",
        "a.xml § <a b=\"c\\nd\"\\n  e='f'>\\n<![CDATA[\\n]]></a> § 1e 2s 3e 4se 5s",
        "a.xml § <a xml:space=\"preserve\">\\n<b/>\\n</a> § 1e 2se 3s",
        "a.xml § <a>b <c/>\\n<d/>\\n</a> § 1e 2se 3s",
        "a.css § a { b: \"c\" } /* d\\n e */ § ~~",
        "a.json § {\\n\"a\": 1\\n} § ~~",
      })
  void findsLiterals(String path, String text, String expected) {
    String real = text.replace("\\\\", "\u0001").replace("\\n", "\n").replace('\u0001', '\\');
    assertThat(literals(path, real.replace("_", "  "))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.sh",
        "a.rb",
        "a.php",
        "a.cs",
        "a.swift",
        "a.scala",
        "a.sql",
        "a.html",
        "Makefile",
        "a.less",
        "Dockerfile",
        "a.sass",
        "a.tsx"
      })
  void knowsNoLiteralsOfLanguagesThatItCannotRead(String path) {
    assertThat(Literals.areKnown(Language.of(path).orElseThrow(), path)).isFalse();
    assertThat(literals(path, "a")).isEqualTo("unknown");
  }

  @Test
  void knowsNoLiteralsOfTextsThatItCannotRead() {
    assertThat(literals("a.js", "const = `")).isEqualTo("unknown");
    assertThat(literals("a.py", "def (:")).isEqualTo("unknown");
    assertThat(literals("a.yaml", "a: {{ b }}")).isEqualTo("unknown");
    assertThat(literals("a.yaml", "a: [")).isEqualTo("unknown");
    assertThat(literals("a.toml", "a = '''")).isEqualTo("unknown");
    assertThat(literals("a.xml", "<a><#if b></a>")).isEqualTo("unknown");
    assertThat(literals("a.c", "char *a = \"\ud800\";")).isEqualTo("unknown");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "hard break § one_\\ntwo § 1e",
        "end of a paragraph § one_\\n\\ntwo_ § ~~",
        "items of a list § * one_\\n* two_\\n* three_\\n\\nText § ~~",
        "tasks and numbers § 1. one_\\n2. two_\\n\\n- [ ] one_\\n- [x] two_\\n § ~~",
        "items of a list in a list § - one_\\n  - two_\\n- three_\\n § ~~",
        "hard break in an item § * one_\\n  two_\\n* three § 1e",
        "hard break in an item without indentation § * one_\\ntwo_\\n* three § 1e",
        "number that continues a paragraph § one_\\n2. two § 1e",
        "end of a quote § > one_\\n> two_\\n\\nc § 1e",
        "quote that continues without a mark § > one_\\ntwo § 1e",
        "paragraph before a quote § one_\\n> two_\\n- three § ~~",
        "heading § # one_\\ntwo_\\n## three_\\nfour § ~~",
        "underlined heading § one_\\ntwo_\\n===_\\nthree § 1e 2e",
        "table § | a | b |_\\n|---|---|_\\n| c | d |_\\n| e | f |_\\n\\ng § ~~",
        "lines that are no table § | a | b |_\\n| c | d |_\\n § 1e",
        "line after a table § | a |_\\n|---|_\\n\\nb_\\nc § 4e",
        "break § one_\\n***_\\ntwo § 2e",
        "definitions of links § [a]: b_\\n[c]: d_\\ne § 1e 2e",
        "code before a list § a `b_\\nc` d_\\n* e § 1e",
        "front matter and a list § ---\\na: b\\n---\\n* one_\\n* two § 1se 2se 3se",
        "lines with carriage returns § * one_\\r\\n* two_\\r\\n  three\\r\\n § 2e",
        "carriage return alone § * one\\rb_\\n* two § 1e",
        "fenced code § a\\n```\\nb_\\n```\\nc_\\nd § 2se 3se 4se 5e",
        "fence in a list § - ~~~sh\\n  a_\\n  ~~~\\nb § 1se 2se 3se",
        "longer fence § ````\\n```\\na_\\n````\\nb § 1se 2se 3se 4se",
        "indented code § a\\n\\n    b_\\n_\\n    c\\nd § 3se 4se 5se",
        "HTML § <p>a_\\nb</p>\\n\\nc § 1se 2se 3se",
        "preformatted § <pre>\\n\\na_\\n</pre>\\nb § 1se 2se 3se 4se",
        "front matter § ---\\na: |\\n  b_\\n---\\nc § 1se 2se 3se 4se",
      })
  void findsWhitespaceThatMarkdownShows(String name, String text, String expected) {
    String real = text.replace("\\n", "\n").replace("\\r", "\r").replace("_", "  ");
    assertThat(literals("a.md", real)).isEqualTo(expected);
  }

  @Test
  void normalizesLineEndingsWhereLanguagesDo() {
    assertThat(List.of(Language.JAVA, Language.PYTHON, Language.GO))
        .allMatch(Literals::haveNormalizedLineEndings);
    assertThat(List.of(Language.TOML, Language.CPP)).noneMatch(Literals::haveNormalizedLineEndings);
  }
}
