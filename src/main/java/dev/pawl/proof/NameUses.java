package dev.pawl.proof;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what may use a name that an import of Python or JavaScript binds, except other imports. */
final class NameUses {

  /** Functions that reach names by their text. */
  private static final Set<String> DYNAMIC =
      Set.of("eval", "exec", "compile", "globals", "locals", "vars", "dir", "__dict__", "Function");

  /** The names that compiled JSX uses although the text does not contain them. */
  private static final Set<String> JSX_NAMES =
      Set.of("React", "Preact", "preact", "h", "Fragment", "createElement", "jsx", "jsxs");

  /** A string that may be an annotation, an entry of {@code __all__}, or the path of an attribute. */
  private static final Pattern EXPRESSION = Pattern.compile("[\\w.\\[\\]|,()\\s'\"*]+");

  private static final Pattern WORDS_IN_A_ROW = Pattern.compile("\\w\\s+\\w");
  private static final Pattern WORD = Pattern.compile("\\w+");

  private final boolean python;
  private final Set<String> identifiers = new HashSet<>();
  private final Set<String> wordsOfStrings = new HashSet<>();
  private final Set<String> wordsOfDirectives = new HashSet<>();
  private final List<String> dynamicAccess = new ArrayList<>();
  private boolean usesJsx;

  NameUses(SyntaxNode root, boolean python) {
    this.python = python;
    root.children().forEach(this::collect);
  }

  private void collect(SyntaxNode node) {
    if (node.isComment()) {
      collectComment(node.text());
      return;
    }
    if (node.is("import_from_statement", "future_import_statement")
        || node.is("import_statement") && !node.contains("import_require_clause")) {
      return;
    }
    usesJsx |= node.type().startsWith("jsx_");
    if (node.is("with_statement") && !python) {
      dynamicAccess.add("with");
    }
    if (node.is("string", "template_string")) {
      collectString(node.text());
    }
    if (node.children().isEmpty() && node.type().contains("identifier")) {
      String name = node.text();
      boolean isMember = "attribute".equals(node.field()) || node.is("property_identifier");
      if (DYNAMIC.contains(name)) {
        dynamicAccess.add(name);
      }
      if (!isMember) {
        identifiers.add(name);
      }
    }
    boolean keyword = node.is("keyword_argument");
    for (SyntaxNode child : node.children()) {
      if (!(keyword && "name".equals(child.field()))) {
        collect(child);
      }
    }
  }

  /** Collects the words of comments that are read by type checkers and compilers. */
  private void collectComment(String comment) {
    if (comment.matches("(?s)#\\s*type\\s*:.*") || comment.contains("@jsx")) {
      addWords(comment, wordsOfDirectives);
    }
  }

  private void collectString(String text) {
    if (!python) {
      return;
    }
    String content = text.replaceFirst("^\\w*(\"\"\"|\'\'\'|[\"\'])", "");
    content = content.replaceFirst("(\"\"\"|\'\'\'|[\"\'])$", "");
    if (EXPRESSION.matcher(content).matches() && !WORDS_IN_A_ROW.matcher(content).find()) {
      addWords(content, wordsOfStrings);
    }
    content
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(">>>") || line.startsWith("..."))
        .forEach(line -> addWords(line, wordsOfStrings));
  }

  private static void addWords(String text, Set<String> words) {
    var matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
  }

  /** Returns what may use a name; empty if nothing does. */
  Optional<String> findUse(String name) {
    if (identifiers.contains(name)) {
      return Optional.of("the file uses this name");
    }
    if (wordsOfStrings.contains(name) || wordsOfDirectives.contains(name)) {
      return Optional.of("a string or a comment may refer to it");
    }
    if (!dynamicAccess.isEmpty()) {
      return Optional.of(
          "the file can reach any of its names by `%s`".formatted(dynamicAccess.getFirst()));
    }
    return usesJsx && JSX_NAMES.contains(name)
        ? Optional.of("compiled JSX uses this name")
        : Optional.empty();
  }
}
