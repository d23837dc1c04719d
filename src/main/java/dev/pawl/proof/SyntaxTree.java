package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.language.PythonImports;
import dev.pawl.language.PythonImports.Binding;
import dev.pawl.tool.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSLanguage;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterTypescript;

/**
 * The meaning of a JavaScript, TypeScript or Python text: its syntax tree, without what formatters may spell in several
 * ways. Parentheses and separators are left out because the structure of the tree contains them; strings and numbers are
 * their values; imports that do not depend on their order are sorted.
 *
 * @param tokens the nodes and leaves in their order
 * @param comments the words of the comments with the number of their occurrences
 */
record SyntaxTree(List<String> tokens, Map<String, Integer> comments) {

  private static final int MAX_CHARACTERS = 4 << 20;

  /**
   * A grammar.
   *
   * @param function the name of the native function that returns it
   */
  private record Grammar(Supplier<TSLanguage> binding, String function) {}

  private static final Map<Language, Grammar> GRAMMARS =
      Map.of(
          Language.JAVASCRIPT, new Grammar(TreeSitterJavascript::new, "tree_sitter_javascript"),
          Language.TYPESCRIPT, new Grammar(TreeSitterTypescript::new, "tree_sitter_typescript"),
          Language.PYTHON, new Grammar(TreeSitterPython::new, "tree_sitter_python"));

  /** Returns the root of a file; empty if its language has no grammar here, or the text does not match the grammar. */
  static Optional<SyntaxNode> parse(SourceFile source) {
    Language language = source.language().orElse(Language.JAVA);
    Grammar grammar = GRAMMARS.get(language);
    String extension = SourceFile.extension(source.path());
    // TSX and Cython have grammars of their own, which are not bundled.
    if (grammar == null
        || Set.of("tsx", "pyx").contains(extension)
        || source.text().length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    return SyntaxNode.parse(grammar.binding().get(), grammar.function(), source.text());
  }

  /** Reads the tree of a parsed file. */
  static SyntaxTree of(SyntaxNode root) {
    return read(root, new Reader(Set.of(), false));
  }

  /**
   * Reads the tree of a parsed file as if it did not have some imports, and without the statements that do nothing and
   * stand in for the only import of a block.
   *
   * @param removed the imports as {@link ImportedName#statement} describes them
   */
  static SyntaxTree without(SyntaxNode root, Set<String> removed) {
    return read(root, new Reader(removed, true));
  }

  private static SyntaxTree read(SyntaxNode root, Reader reader) {
    reader.add(root, null);
    reader.comments.remove("");
    return new SyntaxTree(List.copyOf(reader.tokens), Map.copyOf(reader.comments));
  }

  /** Reads the tokens of a tree. */
  private static final class Reader {

    private static final Set<String> PUNCTUATION = Set.of(";", ",", "(", ")");
    private static final Set<String> KEY_FIELDS = Set.of("key", "name");
    private static final Set<String> STATEMENT_LISTS =
        Set.of("program", "statement_block", "module", "block", "class_body");
    private static final Set<String> CHAIN_PARENTS =
        Set.of("member_expression", "subscript_expression", "call_expression");

    private final Set<String> removed;
    private final boolean skipsPass;
    private List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> comments = new TreeMap<>();

    Reader(Set<String> removed, boolean skipsPass) {
      this.removed = removed;
      this.skipsPass = skipsPass;
    }

    void add(SyntaxNode node, @Nullable SyntaxNode parent) {
      if (skipsPass && node.is("pass_statement")) {
        return;
      }
      if (node.isComment()) {
        for (String word : node.text().split("[\\s/*#\\\\-]+")) {
          comments.merge(word, 1, Integer::sum);
        }
        return;
      }
      if (!node.named()) {
        addLeaf(node);
        return;
      }
      switch (node.type()) {
        case "parenthesized_expression", "parenthesized_type" -> addParenthesized(node, parent);
        case "string", "concatenated_string" -> addString(node, parent);
        case "template_string" -> addTemplate(node);
        case "regex" -> addRegex(node);
        case "number" ->
            tokens.add(
                isKey(node, parent)
                    ? key(node.text())
                    : LiteralValues.number(node.text()).replaceFirst("\\.(?=e|$)", ""));
        case "integer", "float" -> tokens.add(LiteralValues.number(node.text()));
        case "subscript" -> addSubscript(node);
        case "property_identifier" -> tokens.add(key(node.text()));
        case "arrow_function" -> addArrowFunction(node);
        case "required_parameter" -> addParameter(node);
        case "array", "array_pattern" -> addArray(node);
        case "union_type", "intersection_type" -> addTypeOperands(node);
        case "named_imports", "export_clause" -> addSorted(node);
        case "new_expression" -> addWithout(node, "arguments");
        case "import_clause" -> addWithout(node, "no part");
        case "class_definition" -> addWithout(node, "argument_list");
        case "jsx_element" -> JsxElement.read(node, tokens::add, child -> add(child, node));
        case "tuple", "expression_list" -> addNode("tuple", node);
        case "tuple_pattern", "pattern_list" -> addNode("tuple_pattern", node);
        default -> {
          if (node.children().isEmpty()) {
            addLeaf(node);
          } else if (STATEMENT_LISTS.contains(node.type())) {
            addStatements(node);
          } else {
            addNode(node.type(), node);
          }
        }
      }
    }

    private void addLeaf(SyntaxNode leaf) {
      if (leaf.named() || !PUNCTUATION.contains(leaf.type())) {
        String text = leaf.text();
        tokens.add(text.isEmpty() ? leaf.type() : text);
      }
    }

    /** Adds a node with its children, and the text between them that belongs to no child. */
    private void addNode(String type, SyntaxNode node) {
      tokens.add("(" + type);
      int end = node.start();
      for (SyntaxNode child : node.children()) {
        addGap(node, end, child.start());
        add(child, node);
        end = child.end();
      }
      addGap(node, end, node.end());
      tokens.add(")");
    }

    private void addGap(SyntaxNode node, int from, int to) {
      if (to > from) {
        String gap = node.text(from, to).strip();
        if (!gap.isEmpty() && !gap.equals("\\")) {
          tokens.add(gap);
        }
      }
    }

    private void addWithout(SyntaxNode node, String emptyPart) {
      tokens.add("(" + node.type());
      node.children().stream()
          .filter(child -> !child.is(emptyPart) || !child.parts().isEmpty())
          .forEach(child -> add(child, node));
      tokens.add(")");
    }

    private void addParenthesized(SyntaxNode node, @Nullable SyntaxNode parent) {
      List<SyntaxNode> parts = node.parts();
      boolean isTarget =
          parent != null && parent.type().contains("assignment") && "left".equals(node.field());
      boolean isDirective =
          parent != null && parent.is("expression_statement") && hasInner(node, "string");
      boolean endsChain =
          parent != null && CHAIN_PARENTS.contains(parent.type()) && containsOptionalChain(node);
      if (parts.size() != 1 || isTarget || isDirective || endsChain) {
        addNode(node.type(), node);
        return;
      }
      node.children()
          .forEach(child -> {
            if (child.named()) {
              add(child, parent);
            }
          });
    }

    private static boolean hasInner(SyntaxNode node, String type) {
      return node.is(type)
          || node.is("parenthesized_expression")
              && node.parts().stream().anyMatch(part -> hasInner(part, type));
    }

    /** Returns whether an expression is a chain of accesses with {@code ?.}, which its parentheses end. */
    private static boolean containsOptionalChain(SyntaxNode node) {
      if (node.contains("optional_chain")) {
        return true;
      }
      boolean continues =
          CHAIN_PARENTS.contains(node.type())
              || node.is("parenthesized_expression", "non_null_expression");
      return continues && !node.parts().isEmpty() && containsOptionalChain(node.parts().getFirst());
    }

    private static boolean isKey(SyntaxNode node, @Nullable SyntaxNode parent) {
      return parent != null
          && node.field() != null
          && KEY_FIELDS.contains(node.field())
          && !parent.is("import_specifier", "export_specifier", "keyword_argument");
    }

    private static String key(String name) {
      return "key " + name;
    }

    private void addString(SyntaxNode node, @Nullable SyntaxNode parent) {
      if (node.is("concatenated_string") || node.contains("string_start")) {
        addPythonString(node, parent);
        return;
      }
      String text = node.text();
      String content =
          LiteralValues.withoutEscapedQuotes(text.substring(1, Math.max(1, text.length() - 1)));
      tokens.add(isKey(node, parent) ? key(content) : "\"" + content);
    }

    /** Adds a string of Python, of which formatters join adjacent parts with equal prefixes. */
    private void addPythonString(SyntaxNode node, @Nullable SyntaxNode parent) {
      List<SyntaxNode> parts = node.is("concatenated_string") ? node.parts() : List.of(node);
      boolean docstring = parent != null && parent.is("expression_statement");
      String lastPrefix = "";
      boolean mayJoin = false;
      for (SyntaxNode part : parts) {
        String prefix = "";
        for (SyntaxNode child : part.children()) {
          if (child.is("string_start")) {
            prefix = child.text().replaceAll("[\"']", "").toLowerCase(Locale.ROOT).replace("u", "");
            prefix = docstring || hasBraces(part) ? prefix : prefix.replace("f", "");
          } else if (child.is("interpolation")) {
            addNode(child.type(), child);
            mayJoin = false;
          } else if (!child.is("string_end")) {
            String content =
                prefix.contains("r")
                    ? child.text()
                    : LiteralValues.withoutEscapedQuotes(child.text());
            content = docstring ? content.replaceAll("\\s+", " ").strip() : content;
            if (mayJoin && lastPrefix.equals(prefix)) {
              tokens.add(tokens.removeLast() + content);
            } else {
              tokens.add(prefix + "\"" + content);
            }
            mayJoin = true;
            lastPrefix = prefix;
          }
        }
        if (!mayJoin) {
          tokens.add(prefix + "\"");
          mayJoin = true;
          lastPrefix = prefix;
        }
      }
    }

    /** Returns whether a string may contain expressions, or braces that stand for themselves only if doubled. */
    private static boolean hasBraces(SyntaxNode string) {
      String text = string.text();
      return text.indexOf('{') >= 0 || text.indexOf('}') >= 0;
    }

    /** Adds a template literal: its text exactly, and its expressions by their meaning. */
    private void addTemplate(SyntaxNode node) {
      int from = node.start();
      for (SyntaxNode child : node.children()) {
        if (child.is("template_substitution")) {
          tokens.add(node.text(from, child.start()) + "${");
          child.parts().forEach(part -> add(part, child));
          from = child.end();
        }
      }
      tokens.add(node.text(from, node.end()));
    }

    /** Adds an access by index of Python; a comma after the only index makes it a tuple. */
    private void addSubscript(SyntaxNode node) {
      boolean tuple = node.contains(",");
      addNode(tuple ? "subscript by tuple" : node.type(), node);
    }

    private void addRegex(SyntaxNode node) {
      tokens.add(LiteralValues.regex(node.text()));
    }

    /** Adds an arrow function; a single parameter may have no parentheses. */
    private void addArrowFunction(SyntaxNode node) {
      tokens.add("(" + node.type());
      for (SyntaxNode child : node.children()) {
        if ("parameter".equals(child.field())) {
          tokens.add("(formal_parameters");
          add(child, node);
          tokens.add(")");
        } else {
          add(child, node);
        }
      }
      tokens.add(")");
    }

    private void addParameter(SyntaxNode node) {
      if (node.children().size() == 1) {
        add(node.children().getFirst(), node);
      } else {
        addNode(node.type(), node);
      }
    }

    /** Adds an array; a missing element is a hole. */
    private void addArray(SyntaxNode node) {
      tokens.add("(" + node.type());
      boolean hasElement = false;
      for (SyntaxNode child : node.children()) {
        if (child.is(",")) {
          if (!hasElement) {
            tokens.add("<hole>");
          }
          hasElement = false;
        } else {
          hasElement |= child.named() && !child.isComment();
          add(child, node);
        }
      }
      tokens.add(")");
    }

    /** Adds the operands of a type, which may begin with an operator and be nested to the left. */
    private void addTypeOperands(SyntaxNode node) {
      tokens.add("(" + node.type());
      addOperands(node, node.type());
      tokens.add(")");
    }

    private void addOperands(SyntaxNode node, String type) {
      for (SyntaxNode child : node.children()) {
        if (child.is(type)) {
          addOperands(child, type);
        } else if (child.named()) {
          add(child, node);
        }
      }
    }

    private void addSorted(SyntaxNode node) {
      var sorted = new ArrayList<String>();
      for (SyntaxNode child : node.children()) {
        if (child.named()) {
          sorted.add(render(child, node));
        }
      }
      sorted.removeIf(String::isEmpty);
      sorted.sort(null);
      tokens.add("(" + node.type());
      tokens.addAll(sorted);
      tokens.add(")");
    }

    /** Returns the tokens of a node as one token. */
    private String render(SyntaxNode node, SyntaxNode parent) {
      List<String> outer = tokens;
      tokens = new ArrayList<>();
      add(node, parent);
      String rendered = String.join(" ", tokens);
      tokens = outer;
      return rendered;
    }

    private void addStatements(SyntaxNode node) {
      tokens.add("(" + node.type());
      var run = new ArrayList<SyntaxNode>();
      for (SyntaxNode child : node.children()) {
        if (child.isComment() || child.is("empty_statement", ";")) {
          if (child.isComment()) {
            add(child, node);
          }
          continue;
        }
        boolean continues = !run.isEmpty() && sameRun(run.getFirst(), child);
        if (!continues) {
          flush(run, node);
        }
        if (isSortableImport(child)) {
          run.add(child);
        } else {
          add(child, node);
        }
      }
      flush(run, node);
      tokens.add(")");
    }

    private static boolean sameRun(SyntaxNode first, SyntaxNode next) {
      return isSortableImport(next) && first.is("export_statement") == next.is("export_statement");
    }

    /** Returns whether the order of an import among its neighbours may change: it does not only have an effect. */
    private static boolean isSortableImport(SyntaxNode node) {
      return switch (node.type()) {
        case "import_statement" ->
            node.contains("import_clause")
                || node.contains("import_require_clause")
                || node.child("name").isPresent();
        case "import_from_statement", "future_import_statement" -> true;
        case "export_statement" -> node.child("source").isPresent();
        default -> false;
      };
    }

    private void flush(List<SyntaxNode> run, SyntaxNode parent) {
      if (run.isEmpty()) {
        return;
      }
      boolean python = parent.is("module", "block");
      if (python) {
        addPythonImports(run, parent);
      } else {
        run.stream()
            .map(statement -> renderImport(statement, parent))
            .filter(statement -> !statement.isEmpty())
            .sorted()
            .forEach(tokens::add);
      }
      run.clear();
    }

    /** Returns the tokens of an import or export without the removed names; empty if no name is left. */
    private String renderImport(SyntaxNode statement, SyntaxNode parent) {
      List<ImportedName> names =
          removed.isEmpty() ? List.of() : ImportedName.ofJavascript(statement);
      if (names.stream().noneMatch(name -> removed.contains(name.statement()))) {
        return render(statement, parent);
      }
      List<ImportedName> kept =
          names.stream().filter(name -> !removed.contains(name.statement())).toList();
      statement.walk(node -> {
        if (node.isComment()) {
          add(node, statement);
        }
      });
      return kept.isEmpty() ? "" : render(ImportedName.reduce(statement, kept), parent);
    }

    /**
     * Adds consecutive imports of Python: each imported name once, and the order of those imports that bind the same
     * name or names that are not known.
     */
    private void addPythonImports(List<SyntaxNode> run, SyntaxNode parent) {
      var bindings = new ArrayList<Binding>();
      for (SyntaxNode statement : run) {
        statement.children().stream()
            .filter(SyntaxNode::isComment)
            .forEach(comment -> add(comment, statement));
        String text = statement.text().replaceAll("#.*", "").replaceAll("[\\\\\\s]+", " ");
        List<Binding> parsed = PythonImports.parse(text);
        bindings.addAll(parsed.isEmpty() ? List.of(new Binding(text, "*")) : parsed);
      }
      bindings.removeIf(binding -> removed.contains(binding.statement()));
      if (!bindings.isEmpty() || removed.isEmpty()) {
        tokens.add("(imports");
        tokens.addAll(PythonImportRun.describe(bindings));
        tokens.add(")");
      }
    }
  }
}
