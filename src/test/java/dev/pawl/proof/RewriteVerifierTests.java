package dev.pawl.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFiles;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that changes of formatters are accepted, and that changes of content are rejected. */
class RewriteVerifierTests {

  private static final Set<Purpose> LAYOUT = EnumSet.of(Purpose.LAYOUT);
  private static final String TEXT_QUOTES = "\"\"\"";

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
        "a.py | x = f'a' | x = 'a'",
        "a.py | f(a, b) | f(\\n  a,\\n  b,\\n)",
        "a.py | import os, ast\\nx = 1 | import ast\\nimport os\\n\\nx = 1",
        "a.py | x = 0XFF | x = 0xff",
        "a.go | import (\\n\"b\"\\n\"a\"\\n)\\nfunc f(){} | import (\\n"
            + "  \"a\"\\n"
            + "  \"b\"\\n)\\n\\nfunc f() {}",
        "a.sh | if true; then x; fi | if true\\nthen\\n  x\\nfi",
        "a.sh | x=`date` | x=$(date)",
        "a.c | char *a = \"one two\"; | char *a = \"one \"\\n  \"two\";",
        "a.kt | fun f(a: Int,b: List<A,>) { g[a] } | fun f(\\n  a: Int,\\n  b: List<A>,\\n) {\\n  g[a,]\\n}",
        "a.kt | val f = { a: Int, b: Int -> a } | val f = {\\n  a: Int,\\n  b: Int,\\n  -> a\\n}",
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
        "a.kt | f(a, b) | f(a b) | I-12",
        "a.kt | f(\",\") | f(\"\") | I-12",
        "a.kt | f(a, -1) | f(a -1) | I-12",
        "a.js | f(a) | f(b) | I-12",
        "a.js | f('a b') | f('a  b') | I-12",
        "a.js | // why\\nf() | f() | I-12",
        "a.js | import a from 'x'\\nf() | f() | I-12",
        "a.py | x = 1 | x = 10 | I-12",
        "a.py | x = 'a' | x = 'A' | I-12",
        "a.py | x = f'{{a}}' | x = '{{a}}' | I-12",
        "a.py | def f():\\n  f'a' | def f():\\n  'a' | I-12",
        "a.go | a := b | a := c | I-12",
        "a.sh | echo $a | echo $b | I-12",
        "a.c | int a = 1; | int a = 2; | I-12",
        "A.java | class A { int a; } | class A { int b; } | I-12",
        "A.java | class A { String a = \"x\"; } | class A { String a = \"y\"; } | I-12",
        "A.java | /* one */ class A {} | class A {} | I-12",
        "A.java | import a.B; class A {} | class A {} | I-12",
        "A.java | import a.B; class A {} | import a.C; class A {} | I-12",
        "a.c | #include <b>\\n#include <a>\\nint a; | #include <a>\\n#include <b>\\nint a; | I-12",
        "a.cpp | #include \"b\"\\n\\n#include \"a\" | #include \"a\"\\n\\n#include \"b\" | I-12",
        "a.c | #define A 1\\nint a; | #define A 1 int a; | I-12",
        "a.go | package a\\n\\n//go:build x\\n | //go:build x\\n\\npackage a\\n | I-12",
        "a.go | // +build x\\npackage a | // +build x\\n\\npackage a | I-12",
        "a.go | //go:embed x\\nvar a string\\nvar b string | var a string\\n//go:embed x\\nvar b"
            + " string | I-12",
        "a.go | import (\\na \"x\"\\nb \"y\"\\n) | import (\\nb \"x\"\\na \"y\"\\n) | I-12",
        "a.rs | use a::{b as c, d as e}; | use a::{b as e, d as c}; | I-12",
        "a.scala | import a.b\\nimport b.c | import b.c\\nimport a.b | I-12",
        "a.sh | #!/bin/sh\\n# x\\na | # x\\n#!/bin/sh\\na | I-12",
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

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "f(a) | f('a')",
        "x = [,a] | x = [a]",
        "x = [a,,b] | x = [a,b]",
        "(a?.b).c | a?.b.c",
        "a\\n(b) | a;\\n(b)",
        "return_ = 1\\nf() | return_ = 1 / f()",
        "x = `a  b` | x = `a b`",
        "x = `a\\n` | x = `a \\n`",
        "x = /a  b/ | x = /a b/",
        "x = a + (b - c) | x = a + b - c",
        "x = (a, b) | f(a, b)",
        "('use strict') | 'use strict'",
        "() => ({}) | () => {}",
        "if (a) b; else c | if (a) b; c",
        "import 'b'\\nimport 'a' | import 'a'\\nimport 'b'",
        "import a from 'a'\\nimport 'b' | import 'b'\\nimport a from 'a'",
        "import {a as b} from 'x' | import {b as a} from 'x'",
        "x = <a>b c</a> | x = <a>bc</a>",
        "x = <a>b <i/></a> | x = <a>b\\n<i/></a>",
        "x = 1.5 | x = 15",
        "while (a); b() | while (a) b()"
      })
  void rejectsOtherMeaningOfJavaScript(String before, String after) {
    assertThat(verify("a.js", before, after)).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "if (a) f() | if (a) f();",
        "x = (a * b) + c | x = a * b + c;",
        "x = {'a': 1, \"b\": 2} | x = {\\n  a: 1,\\n  b: 2,\\n};",
        "x = 'it\\'s' | x = \"it's\";",
        "x = .50 + 1.0 + 0XFF | x = 0.5 + 1 + 0xff;",
        "x = /a/gi | x = /a/ig;",
        "x = new A | x = new A();",
        "import {b, a} from 'x'\\nimport c from 'b'\\nimport 'z' | import c from \"b\";\\nimport {"
            + " a, b } from \"x\";\\nimport \"z\";",
        "x = <a>b <i/></a> | x = <a>\\n  b{\" \"}\\n  <i />\\n</a>;",
        "if (r) /`\"/.test(s); | if (r) /`\"/.test(s)",
        "x = 'äöü' + ü | x = \"äöü\" + ü;",
        "class A { a() {}; b() {} } | class A {\\n  a() {}\\n  b() {}\\n}",
        "(function() {})() | (function () {})();"
      })
  void acceptsFormattedJavaScript(String before, String after) {
    assertThat(verify("a.js", before, after)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "type A = B & C; let x: (A) = y | ~type A =\\n  | B\\n  & C;\\nlet x: A = y;~ | false",
        "let x: A & B | ~let x:\\n  & A\\n  & B;~ | true",
        "~let x: A | (B)~ | ~let x:\\n  | A\\n  | B;~ | true",
        "let f = x => x as string | let f = (x) => x as string; | true",
        "interface A { a: string; b(): void } | interface A {\\n"
            + "  a: string,\\n"
            + "  b(): void,\\n} | true",
        "let x: string | let x: number; | false",
        "import type {A} from 'a' | import {A} from 'a'; | false"
      })
  void comparesTypeScriptByTree(String before, String after, boolean same) {
    assertThat(verify("a.ts", before, after).isEmpty()).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "if a:\\n  b()\\nc() | if a:\\n  b()\\n  c() | false",
        "x = (1,) | x = (1) | false",
        "x = ('a', 'b') | x = ('a' 'b') | false",
        "x[1,] | x[1] | false",
        "x = 'a' | x = a | false",
        "x = b'a' | x = 'a' | false",
        "(a < b) < c | a < b < c | false",
        "import a as n\\nimport b as n | import b as n\\nimport a as n | false",
        "from a import *\\nfrom b import * | from b import *\\nfrom a import * | false",
        "# coding: latin-1\\n\\nx = 1 | \\n\\n# coding: latin-1\\nx = 1 | false",
        "if a: b() | if a:\\n    b() | true",
        "x = (1, 2) | x = 1, 2 | true",
        "for (a, b) in c: pass | for a, b in c:\\n    pass | true",
        "class A(): pass | class A:\\n    pass | true",
        "x = u'a' 'b' | x = \"ab\" | true",
        "x = f'{ a }b' | x = f\"{a}b\" | true",
        "x = 'it\\'s' | x = \"it's\" | true",
        "from b import d, c\\nimport a | import a\\nfrom b import c, d | true",
        "x = 1 + \\\\n 2 | x = 1 + 2 | true",
        "a(); b() | a()\\nb() | true",
        "def f():\\n  @@a\\n  b@@\\n | def f():\\n    @@a\\n    b@@\\n | true"
      })
  void comparesPythonByTree(String before, String after, boolean same) {
    assertThat(
            verify("a.py", before.replace("@@", TEXT_QUOTES), after.replace("@@", TEXT_QUOTES))
                .isEmpty())
        .isEqualTo(same);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "* a\\n* b | - a\\n- b | true",
        "Title\\n===== | # Title | true",
        "a *b* __c__ | a _b_ **c** | true",
        "```js\\nx\\n``` | ~~~js\\nx\\n~~~ | true",
        "a  \\nb | a\\\\nb | true",
        "a\\nb | a b | true",
        "1. a\\n1. b | 1. a\\n2. b | true",
        "§|a|b|\\n|-|-|\\n|c|d|§ | §| a   | b   |\\n| --- | --- |\\n| c   | d   |§ | true",
        "[a]\\n\\n[a]: b  \"c\" | [a]\\n\\n[a]: b \"c\" | true",
        "---\\na: 1\\n---\\n* b | ---\\na: 1\\n---\\n\\n- b | true",
        "* a\\n\\n- b | - a\\n\\n- b | false",
        "a  \\nb | a\\nb | false",
        "```\\na  b\\n``` | ```\\na b\\n``` | false",
        "2. a | 1. a | false",
        "# a | ## a | false",
        "*a* | **a** | false",
        "[a](b) | [a](c) | false",
        "a\\n\\n    b | a\\n\\nb | false",
        "::: tip\\na | ::: tip a | false",
        "---\\na:  1\\n---\\n | ---\\na: 1\\n---\\n | false",
        "<!-- a -->\\n\\nb | b | false",
        "`a` | a | false"
      })
  void comparesMarkdownByDocument(String before, String after, boolean same) {
    assertThat(verify("a.md", before, after).isEmpty()).isEqualTo(same);
  }

  private static String textBlock(String content) {
    return "class A { String a = " + TEXT_QUOTES + "\n" + content + TEXT_QUOTES + "; }";
  }

  @Test
  void comparesTextBlocksByValue() {
    String original = textBlock("  a\n    b");

    assertThat(verify("A.java", original, textBlock("        a\n          b"))).isEmpty();
    assertThat(verify("A.java", original, textBlock("  a\n    b\\\n  "))).isEmpty();
    assertThat(verify("A.java", original, textBlock("  a  \n    b"))).isEmpty();
    assertThat(verify("A.java", original, textBlock("  a\n    b\n  "))).isNotEmpty();
    assertThat(verify("A.java", original, textBlock("  a\n   b"))).isNotEmpty();
    assertThat(verify("A.java", textBlock("  a\n"), textBlock("    a\n  "))).isEmpty();
    assertThat(verify("A.java", textBlock("  a\n"), textBlock("    a\n    "))).isNotEmpty();
    assertThat(verify("A.java", textBlock("  a \\s\n"), textBlock("  a\n"))).isNotEmpty();
  }

  @Test
  void namesFirstDifference() {
    assertThat(verify("a.js", "f(a, b)", "f(a, c)"))
        .map(SafetyViolation::description)
        .hasValueSatisfying(text -> assertThat(text).contains("`b", "became `c"));
  }

  private static Optional<String> verifyCleanup(String before, String after, Purpose... purposes) {
    return TestRewriteVerifiers.withSyntaxCheckers()
        .verifyContent(
            SourceFiles.of("A.java", before),
            SourceFiles.of("A.java", after),
            EnumSet.copyOf(Set.of(purposes)))
        .map(SafetyViolation::check);
  }

  @Test
  void acceptsRemovalOfImportsThatAreNotNeeded() {
    String code = "// Foo\nclass A { String s; void Foo() {} }";
    String before = "package p; import q.Foo; import java.lang.String; import p.B; " + code;

    assertThat(verifyCleanup(before, "package p; " + code, Purpose.IMPORTS)).isEmpty();
    assertThat(
            verifyCleanup(
                "import q.Foo; /** {@link Foo} */ class A {}",
                "/** {@link Foo} */ class A {}",
                Purpose.IMPORTS))
        .contains("I-15");
    assertThat(
            verifyCleanup("import q.*; class A { Foo f; }", "class A { Foo f; }", Purpose.IMPORTS))
        .contains("I-15");
  }

  @Test
  void acceptsRemovalOfUnusedDeclarationsOnly() {
    String before =
        "import q.C; class A { private C gone; private void lost() { help(); }\n"
            + "private void help() {}\n"
            + "int f(Integer i) { int x = 1; long y = i; f(2); return 3; } }";
    String after = "class A {\nint f(Integer i) { long y = i; f(2); return 3; } }";

    assertThat(verifyCleanup(before, after, Purpose.DEAD_CODE, Purpose.IMPORTS)).isEmpty();
    assertThat(
            verifyCleanup(before, after.replace("f(2); ", ""), Purpose.DEAD_CODE, Purpose.IMPORTS))
        .contains("I-16");
    assertThat(
            verifyCleanup(
                before, after.replace("long y = i; ", ""), Purpose.DEAD_CODE, Purpose.IMPORTS))
        .contains("I-16");
    assertThat(verifyCleanup(before, after, Purpose.DUPLICATES, Purpose.IMPORTS)).contains("I-16");
  }

  @Test
  void rejectsRemovalOfRepeatedPythonImportWithEffect() {
    var duplicates = EnumSet.of(Purpose.DUPLICATES);
    var verifier = TestRewriteVerifiers.withSyntaxCheckers();
    String before = "import a as n\nimport b as n\nimport a as n\n";
    String harmless = "import a as n\nimport b\nimport a as n\n";

    assertThat(
            verifier.verifyContent(
                SourceFiles.of("a.py", before),
                SourceFiles.of("a.py", "import a as n\nimport b as n\n"),
                duplicates))
        .isNotEmpty();
    assertThat(
            verifier.verifyContent(
                SourceFiles.of("a.py", harmless),
                SourceFiles.of("a.py", "import a as n\nimport b\n"),
                duplicates))
        .isEmpty();
  }

  private static Optional<SafetyViolation> verifyRemoval(String path, String before, String after) {
    return TestRewriteVerifiers.withSyntaxCheckers()
        .verifyContent(
            SourceFiles.of(path, before.replace("\\n", "\n")),
            SourceFiles.of(path, after.replace("\\n", "\n")),
            EnumSet.of(Purpose.DEAD_CODE, Purpose.DUPLICATES, Purpose.IMPORTS));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.py | import os, sys\\nf(sys) | import sys\\nf(sys)",
        "a.py | from typing import (\\n  List,\\n  Any,\\n)\\nx: Any = 1"
            + " | from typing import Any\\nx: Any = 1",
        "a.py | import csv, app.one\\nf(app) | import app.one\\nf(app)",
        "a.py | from lib import A, B\\nf(A) | from lib import A\\nf(A)",
        "a.py | if TYPE_CHECKING:\\n  import lib\\nf() | if TYPE_CHECKING:\\n  pass\\nf()",
        "a.py | def f():\\n  import os\\n  return 1 | def f():\\n  return 1",
        "a.py | import time\\nprint('time is up') | print('time is up')",
        "a.py | import os\\nx.os = 1\\nf(os=2) | x.os = 1\\nf(os=2)",
        "a.js | import {a, b} from 'x'\\nf(a) | import {a} from 'x'\\nf(a)",
        "a.js | import a, {b} from 'x'\\nf(a) | import a from 'x'\\nf(a)",
        "a.js | import {a as c, d} from 'x'\\nf(a, d) | import {d} from 'x'\\nf(a, d)",
        "a.js | import fs from 'node:fs'\\nf(1) | f(1)",
        "a.js | import {a} from 'x'\\nimport {b} from 'x'\\nf(b) | import {b} from 'x'\\nf(b)",
        "a.js | import fs from 'fs'\\nf(x.fs, {fs: 1}) | f(x.fs, {fs: 1})",
        "a.ts | import type {A} from 'x'\\nf(1) | f(1)",
        "a.ts | import {b, type A} from 'x'\\nf(b) | import {b} from 'x'\\nf(b)",
        "a.go | package a\\nimport (\\n\"fmt\"\\n\"os\"\\n)\\nvar A = os.Args"
            + " | package a\\nimport \"os\"\\nvar A = os.Args",
        "a.go | package a\\nimport y \"x/y\"\\nfunc f(b B) int { return b.c.y }"
            + " | package a\\nfunc f(b B) int { return b.c.y }"
      })
  void acceptsRemovalOfUnneededImports(String path, String before, String after) {
    assertThat(verifyRemoval(path, before, after)).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.py | import os, sys\\nf(sys, os) | import sys\\nf(sys, os) | the file uses this name",
        "a.py | import os\\n__all__ = ['os'] | __all__ = ['os'] | a string or a comment",
        "a.py | from typing import List\\ndef f(a: 'List[int]'): pass"
            + " | def f(a: 'List[int]'): pass | a string",
        "a.py | from typing import List\\nx = [] # type: List[int]"
            + " | x = [] # type: List[int] | a comment",
        "a.py | import os\\ndef f():\\n  '''\\n  >>> os.sep\\n  '''"
            + " | def f():\\n  '''\\n  >>> os.sep\\n  ''' | a string",
        "a.py | import os\\nf(locals()) | f(locals()) | by `locals`",
        "a.py | import lib\\nf() | f() | loading lib may have an effect",
        "a.py | import antigravity\\nf() | f() | loading antigravity may have an effect",
        "a.py | from lib import a, b\\nf(a) | from lib import a\\nf(a) | loading lib",
        "a.py | from __future__ import annotations\\nf() | f() | outside its imports",
        "a.py | try:\\n  import os, sys\\nexcept ImportError: f(sys)"
            + " | try:\\n  import sys\\nexcept ImportError: f(sys) | inside of try",
        "a.py | import os # why\\nf() | f() | comments",
        "a.py | import os\\nf() | f(1) | outside its imports",
        "a.py | import os\\nf() | import csv\\nf() | outside its imports",
        "a.py | import a as n\\nimport b as n\\nf(n) | import b as n\\nf(n) | uses this name",
        "a.py | from os import *\\nf() | f() | names are not known",
        "a.js | import a from './a'\\nf() | f() | loading ./a may have an effect",
        "a.js | import './a'\\nf() | f() | outside its imports",
        "a.js | import {a} from 'x'\\nimport 'y'\\nimport {b} from 'x'\\nf(b)"
            + " | import 'y'\\nimport {b} from 'x'\\nf(b) | loading x",
        "a.js | import fs from 'fs'\\neval(x) | eval(x) | by `eval`",
        "a.js | import fs from 'fs'\\nexport {fs} | export {fs} | the file uses this name",
        "a.js | import React from 'fs'\\nf(<a/>) | f(<a/>) | JSX",
        "a.js | import {a, b} from 'x'\\nf(a) | import {a} from 'y'\\nf(a) | outside its imports",
        "a.ts | import {A} from './a'\\nf() | f() | loading ./a may have an effect",
        "a.tsx | import {A} from './a'\\nf(1) | f(1) | use is not known",
        "a.go | package a\\nimport \"fmt\"\\nvar A = fmt.X | package a\\nvar A = fmt.X | may need",
        "a.go | package a\\nimport \"x/y-go\"\\nvar A = z.X | package a\\nvar A = z.X | may need",
        "a.go | package a\\nimport _ \"x\"\\nvar A = 1 | package a\\nvar A = 1 | may need",
        "a.go | package a\\nimport \"C\"\\nvar A = 1 | package a\\nvar A = 1 | may need",
        "a.go | package a\\nvar A = os.X | package a\\nimport \"os\"\\nvar A = os.X | new import",
        "a.go | package a\\nfunc f() { a(); b() } | package a\\nfunc f() { a() } | more than entries",
        "a.c | int f() { a(); b(); } | int f() { a(); } | more than entries",
        "a.sh | a\\nb | a | more than entries",
        "list.txt | a\\nb\\na | a\\na | more than entries"
      })
  void rejectsRemovalThatMayHaveAnEffect(String path, String before, String after, String reason) {
    assertThat(verifyRemoval(path, before, after))
        .hasValueSatisfying(violation -> assertThat(violation.description()).contains(reason));
  }
}
