package dev.pawl.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterTypescript;

class SyntaxNodeTests {

  private static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(
            new TreeSitterJavascript(),
            "tree_sitter_javascript",
            """
            import a, {b as c} from 'x';
            // why
            export default class A extends B {
              static #p = /a"b/g;
              get x() { return a?.b ?? `t ${c} ${`n`}`; }
              async *m([d, ...e] = [1, , 2], {f, g: h = 3}) { for await (const i of e) yield i; }
            }
            label: for (;;) { if (a) break label; else continue }
            const v = <div a="b">{c}</div>;
            """),
        Arguments.of(
            new TreeSitterTypescript(),
            "tree_sitter_typescript",
            """
            import type {A} from './a';
            enum E { A = 1, B }
            abstract class C<T extends A> implements I { constructor(private readonly x?: T) { super(); } }
            type U = | A & {b: string} | [c?: number, ...D[]];
            declare function f(this: C<U>, a: unknown): asserts a is string;
            let g = f!.h as unknown as keyof typeof E;
            """),
        Arguments.of(
            new TreeSitterPython(),
            "tree_sitter_python",
            """
            import os, sys
            from a.b import (c as d, e)
            @f(1)
            async def g(h, /, i: int = 2, *j, **k) -> None:
                '''Text.'''
                x[1:2, ...] = f"a {h!r:>{i}} b" 'c'
                match x:
                    case [1, *_] | {"a": y} if y: return (yield)
            """));
  }

  /** Describes the nodes as the Java binding of the library reads them. */
  private static void describe(TSNode node, String field, List<String> descriptions) {
    descriptions.add(
        "%s %s %s %d-%d"
            .formatted(
                node.getType(), field, node.isNamed(), node.getStartByte(), node.getEndByte()));
    for (int i = 0; i < node.getChildCount(); i++) {
      describe(node.getChild(i), node.getFieldNameForChild(i), descriptions);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void hasTheNodesOfTheBinding(TSLanguage language, String function, String text) {
    var expected = new ArrayList<String>();
    try (var parser = new TSParser()) {
      parser.setLanguage(language);
      describe(parser.parseString(null, text).getRootNode(), null, expected);
    }
    var actual = new ArrayList<String>();
    SyntaxNode.parse(language, function, text)
        .orElseThrow()
        .walk(node ->
            actual.add(
                "%s %s %s %d-%d"
                    .formatted(node.type(), node.field(), node.named(), node.start(), node.end())));

    assertThat(actual).hasSizeGreaterThan(50).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void isEmptyForTextsThatDoNotMatchTheGrammar(TSLanguage language, String function, String text) {
    assertThat(SyntaxNode.parse(language, function, text + "\n)](")).isEmpty();
    assertThat(SyntaxNode.parse(language, function, "\ud800")).isEmpty();
    assertThat(SyntaxNode.parse(language, function, ""))
        .hasValueSatisfying(root -> assertThat(root.children()).isEmpty());
  }

  @Test
  void countsBytesOfUtf8() {
    SyntaxNode root =
        SyntaxNode.parse(
                new TreeSitterJavascript(),
                "tree_sitter_javascript",
                "f('\ud83d\ude00 \u00e9'); last")
            .orElseThrow();

    assertThat(root.children().getFirst().text()).isEqualTo("f('\ud83d\ude00 \u00e9');");
    assertThat(root.children().getLast().text()).isEqualTo("last");
  }
}
