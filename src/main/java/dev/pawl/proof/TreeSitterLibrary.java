package dev.pawl.proof;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
import org.treesitter.TSSymbolType;

/**
 * Calls the native library of tree-sitter without its Java binding, which looks up the fields of its objects by name in
 * each call: copying a tree takes less than a tenth of the time. The layouts are those of {@code tree_sitter/api.h}.
 */
@SuppressWarnings("restricted")
final class TreeSitterLibrary {

  private static final GroupLayout NODE =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(4, JAVA_INT).withName("context"),
          ADDRESS.withName("id"),
          ADDRESS.withName("tree"));

  private static final GroupLayout CURSOR =
      MemoryLayout.structLayout(
          ADDRESS.withName("tree"),
          ADDRESS.withName("id"),
          MemoryLayout.sequenceLayout(3, JAVA_INT).withName("context"),
          MemoryLayout.paddingLayout(4));

  private static final SymbolLookup SYMBOLS = load();
  private static final MethodHandle NEW_PARSER = function("ts_parser_new", ADDRESS);
  private static final MethodHandle SET_LANGUAGE =
      function("ts_parser_set_language", JAVA_BOOLEAN, ADDRESS, ADDRESS);
  private static final MethodHandle PARSE =
      function("ts_parser_parse_string", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle DELETE_PARSER = procedure("ts_parser_delete", ADDRESS);
  private static final MethodHandle DELETE_TREE = procedure("ts_tree_delete", ADDRESS);
  private static final MethodHandle ROOT = function("ts_tree_root_node", NODE, ADDRESS);
  private static final MethodHandle HAS_ERROR = function("ts_node_has_error", JAVA_BOOLEAN, NODE);
  private static final MethodHandle NEW_CURSOR = function("ts_tree_cursor_new", CURSOR, NODE);
  private static final MethodHandle DELETE_CURSOR = procedure("ts_tree_cursor_delete", ADDRESS);
  private static final MethodHandle FIRST_CHILD =
      function("ts_tree_cursor_goto_first_child", JAVA_BOOLEAN, ADDRESS);
  private static final MethodHandle NEXT_SIBLING =
      function("ts_tree_cursor_goto_next_sibling", JAVA_BOOLEAN, ADDRESS);
  private static final MethodHandle PARENT =
      function("ts_tree_cursor_goto_parent", JAVA_BOOLEAN, ADDRESS);
  private static final MethodHandle CURRENT_NODE =
      function("ts_tree_cursor_current_node", NODE, ADDRESS);
  private static final MethodHandle CURRENT_FIELD =
      function("ts_tree_cursor_current_field_id", JAVA_SHORT, ADDRESS);
  private static final MethodHandle SYMBOL = function("ts_node_symbol", JAVA_SHORT, NODE);
  private static final MethodHandle END = function("ts_node_end_byte", JAVA_INT, NODE);

  private TreeSitterLibrary() {}

  /** Returns the symbols of the libraries that the binding loads. */
  private static SymbolLookup load() {
    try {
      MethodHandles.lookup().ensureInitialized(TSParser.class);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return SymbolLookup.loaderLookup();
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(result, parameters));
  }

  private static MethodHandle procedure(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.ofVoid(parameters));
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(SYMBOLS.findOrThrow(name), descriptor);
  }

  /**
   * Parses a text in UTF-8 and copies its tree; empty if the text does not match the grammar.
   *
   * @param grammar the grammar, whose library the binding has loaded
   * @param function the name of the native function that returns the grammar
   */
  static Optional<SyntaxNode> parse(TSLanguage grammar, String function, byte[] source) {
    try (Arena arena = Arena.ofConfined()) {
      var language = (MemorySegment) function(function, ADDRESS).invokeExact();
      var parser = (MemorySegment) NEW_PARSER.invokeExact();
      try {
        if (!(boolean) SET_LANGUAGE.invokeExact(parser, language)) {
          throw new IllegalStateException(
              "The grammar does not fit the library of tree-sitter: " + function);
        }
        MemorySegment text = arena.allocateFrom(JAVA_BYTE, source);
        var tree =
            (MemorySegment) PARSE.invokeExact(parser, MemorySegment.NULL, text, source.length);
        try {
          return read(tree, new Names(grammar), source, arena);
        } finally {
          DELETE_TREE.invokeExact(tree);
        }
      } finally {
        DELETE_PARSER.invokeExact(parser);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Native functions throw nothing", e);
    }
  }

  private static Optional<SyntaxNode> read(
      MemorySegment tree, Names names, byte[] source, Arena arena) throws Throwable {
    var root = (MemorySegment) ROOT.invokeExact((SegmentAllocator) arena, tree);
    if ((boolean) HAS_ERROR.invokeExact(root)) {
      return Optional.empty();
    }
    var cursor = (MemorySegment) NEW_CURSOR.invokeExact((SegmentAllocator) arena, root);
    try {
      return Optional.of(copy(cursor, new Reader(names, source, arena)));
    } finally {
      DELETE_CURSOR.invokeExact(cursor);
    }
  }

  /** Copies a tree with a cursor, which takes linear time however many children a node has. */
  private static SyntaxNode copy(MemorySegment cursor, Reader reader) throws Throwable {
    SyntaxNode result = reader.current(cursor);
    Deque<SyntaxNode> parents = new ArrayDeque<>();
    SyntaxNode node = result;
    while (true) {
      if ((boolean) FIRST_CHILD.invokeExact(cursor)) {
        parents.push(node);
      } else {
        while (!(boolean) NEXT_SIBLING.invokeExact(cursor)) {
          if (parents.isEmpty() || !(boolean) PARENT.invokeExact(cursor)) {
            return result;
          }
          parents.pop();
        }
      }
      if (parents.isEmpty()) {
        return result;
      }
      node = reader.current(cursor);
      parents.element().children().add(node);
    }
  }

  /** Reads the current node of a cursor into memory that is used again for the next one. */
  private static final class Reader {

    private final Names names;
    private final byte[] source;
    private final SegmentAllocator memory;

    Reader(Names names, byte[] source, Arena arena) {
      this.names = names;
      this.source = source;
      this.memory = SegmentAllocator.prefixAllocator(arena.allocate(NODE));
    }

    SyntaxNode current(MemorySegment cursor) throws Throwable {
      var node = (MemorySegment) CURRENT_NODE.invokeExact(memory, cursor);
      Symbol symbol = names.symbol((short) SYMBOL.invokeExact(node));
      String field = names.field((short) CURRENT_FIELD.invokeExact(cursor));
      int end = (int) END.invokeExact(node);
      // The first number of the context is the offset of the first byte, see ts_node_start_byte.
      int start = node.get(JAVA_INT, 0);
      return new SyntaxNode(
          symbol.type(), field, symbol.named(), start, end, source, new ArrayList<>());
    }
  }

  /**
   * A symbol of a grammar.
   *
   * @param named whether it is a rule and not a literal token
   */
  private record Symbol(String type, boolean named) {}

  /** The names of the symbols and fields of a grammar. */
  private static final class Names {

    private final TSLanguage grammar;
    private final Map<Short, Symbol> symbols = new HashMap<>();
    private final Map<Short, String> fields = new HashMap<>();

    Names(TSLanguage grammar) {
      this.grammar = grammar;
    }

    Symbol symbol(short id) {
      return symbols.computeIfAbsent(
          id,
          key -> {
            int symbol = Short.toUnsignedInt(key);
            return new Symbol(
                grammar.symbolName(symbol),
                grammar.symbolType(symbol) == TSSymbolType.TSSymbolTypeRegular);
          });
    }

    /** Returns the name of a field; null for 0, the id of a node without a field. */
    @Nullable String field(short id) {
      return id == 0
          ? null
          : fields.computeIfAbsent(id, key -> grammar.fieldNameForId(Short.toUnsignedInt(key)));
    }
  }
}
