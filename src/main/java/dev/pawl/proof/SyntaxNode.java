package dev.pawl.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSLanguage;

/**
 * A node of a tree-sitter syntax tree.
 *
 * @param field the name of the field of its parent, if it has one
 * @param named whether the node is a rule of the grammar and not a literal token
 * @param start the offset of its first byte in UTF-8
 * @param end the offset after its last byte
 */
record SyntaxNode(
    String type,
    @Nullable String field,
    boolean named,
    int start,
    int end,
    byte[] source,
    List<SyntaxNode> children) {

  /**
   * Parses a text; empty if it does not match the grammar, or is not well-formed Unicode.
   *
   * @param function the name of the native function that returns the grammar
   */
  static Optional<SyntaxNode> parse(TSLanguage grammar, String function, String text) {
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    return new String(source, StandardCharsets.UTF_8).equals(text)
        ? TreeSitterLibrary.parse(grammar, function, source)
        : Optional.empty();
  }

  boolean is(String... types) {
    return List.of(types).contains(type);
  }

  String text() {
    return text(start, end);
  }

  /** Returns the text between two offsets. */
  String text(int from, int to) {
    return new String(source, from, Math.max(0, to - from), StandardCharsets.UTF_8);
  }

  /** Returns the children that are rules of the grammar, without comments. */
  List<SyntaxNode> parts() {
    return children.stream().filter(child -> child.named && !child.isComment()).toList();
  }

  /** Calls a function with this node and each node below it, in the order of the text. */
  void walk(Consumer<SyntaxNode> visitor) {
    Deque<SyntaxNode> pending = new ArrayDeque<>(List.of(this));
    while (!pending.isEmpty()) {
      SyntaxNode node = pending.pop();
      visitor.accept(node);
      node.children.reversed().forEach(pending::push);
    }
  }

  /** Returns this node with other children. */
  SyntaxNode withChildren(List<SyntaxNode> newChildren) {
    return new SyntaxNode(type, field, named, start, end, source, newChildren);
  }

  boolean isComment() {
    return is("comment", "html_comment", "line_continuation");
  }

  Optional<SyntaxNode> child(String fieldName) {
    return children.stream().filter(child -> fieldName.equals(child.field)).findFirst();
  }

  boolean contains(String childType) {
    return children.stream().anyMatch(child -> child.is(childType));
  }
}
