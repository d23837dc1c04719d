package dev.pawl.builtin.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFiles;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that changes of formatters are accepted, and that changes of content are rejected. */
class RewriteVerifierTests {

  private static final Set<Purpose> LAYOUT = EnumSet.of(Purpose.LAYOUT);

  private static Optional<SafetyViolation> verify(String path, String before, String after) {
    return TestRewriteVerifiers.withSyntaxCheckers()
        .verifyContent(
            SourceFiles.of(path, before.replace("\\n", "\n")),
            SourceFiles.of(path, after.replace("\\n", "\n")),
            LAYOUT);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.js | f( 'a',b ) | f(\"a\", b);",
        "a.js | a = {b: 1,\\n c} | a = { b: 1, c, };",
        "a.js | x => x | (x) => x;",
        "a.ts | import {b,a} from 'x'\\nf() | import { a, b } from \"x\";\\nf();",
        "a.py | x = 'a' | x = \"a\"",
        "a.py | f(a, b) | f(\\n  a,\\n  b,\\n)",
        "a.py | import os, ast\\nx = 1 | import ast\\nimport os\\n\\nx = 1",
        "a.py | x = 0XFF | x = 0xff",
        "a.go | import (\\n\"b\"\\n\"a\"\\n)\\nfunc f(){} | import (\\n"
            + "  \"a\"\\n"
            + "  \"b\"\\n)\\n\\nfunc f() {}",
        "a.sh | if true; then x; fi | if true\\nthen\\n  x\\nfi",
        "a.sh | x=`date` | x=$(date)",
        "a.c | #include <b>\\n#include <a>\\nint a; | #include <a>\\n#include <b>\\nint a;",
        "a.c | char *a = \"one two\"; | char *a = \"one \"\\n  \"two\";",
        "a.rs | match x { A => { f() } } | match x {\\n  A => f(),\\n}",
        "a.css | A{COLOR:RED} | a {\\n  color: red;\\n}",
        "A.java | class A { ; int a; ; } | class A {\\n  int a;\\n}",
        "a.json | {\"a\":[1,2]} | {\\n  \"a\": [1, 2]\\n}",
        "a.yaml | a:   1\\nb: [1,2] | a: 1\\nb: [1, 2]",
        "a.toml | a=1\\n[b]\\nc='x' | a = 1\\n\\n[b]\\nc = 'x'",
        "a.xml | <a><b x='1'/></a> | <a>\\n  <b x=\"1\"/>\\n</a>",
        "notes.txt | a  b | a b"
      })
  void acceptsFormatting(String path, String before, String after) {
    assertThat(verify(path, before, after)).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.js | f(a) | f(b) | I-12",
        "a.js | f('a b') | f('a  b') | I-12",
        "a.js | // why\\nf() | f() | I-12",
        "a.js | import a from 'x'\\nf() | f() | I-12",
        "a.py | x = 1 | x = 10 | I-12",
        "a.py | x = 'a' | x = 'A' | I-12",
        "a.go | a := b | a := c | I-12",
        "a.sh | echo $a | echo $b | I-12",
        "a.c | int a = 1; | int a = 2; | I-12",
        "A.java | class A { int a; } | class A { int b; } | I-12",
        "A.java | class A { String a = \"x\"; } | class A { String a = \"y\"; } | I-12",
        "A.java | /* one */ class A {} | class A {} | I-12",
        "A.java | import a.B; class A {} | class A {} | I-12",
        "A.java | import a.B; class A {} | import a.C; class A {} | I-12",
        "a.json | {\"a\":1} | {\"a\":1.0} | I-13",
        "a.json | {\"a\":1,\"b\":2} | {\"b\":2,\"a\":1} | I-13",
        "a.yaml | a: yes | a: 'yes' | I-13",
        "a.yaml | # why\\na: 1 | a: 1 | I-12",
        "a.toml | a = 1 | a = 2 | I-13",
        "a.xml | <a>x</a> | <a> x </a> | I-13",
        "notes.txt | a b | a c | I-12",
        "notes.txt | a | ~ ~ | I-18"
      })
  void rejectsOtherChanges(String path, String before, String after, String check) {
    assertThat(verify(path, before, after)).map(SafetyViolation::check).contains(check);
  }
}
