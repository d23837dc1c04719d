package dev.pawl.language;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Compares Java methods, token by token, except for the names of parameters and local variables.
 *
 * <p>A name counts as that of a variable only if every occurrence in both methods provably refers to it: it follows its
 * declaration, in the block of the declaration, and is neither qualified nor called nor used as a type. Methods with
 * syntax that declares names in other ways are equal only if all tokens are.
 */
public final class RenamedVariables {

  /** Tokens of syntax that declares names in ways that are not recognized: patterns, lambdas and classes. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "->", "@", "case", "class", "enum", "instanceof", "interface", "record", "when", "yield");

  /** The words, except for names, that may be part of a type or precede it. */
  private static final Set<String> TYPE_WORDS =
      Set.of(
          "boolean", "byte", "char", "double", "extends", "final", "float", "int", "long", "short",
          "super", "var");

  private static final Set<String> TYPE_SYMBOLS = Set.of(".", ",", "<", ">", "?", "[", "]", "&");

  private static final Set<String> OTHER_KEYWORDS =
      Set.of(
          "abstract",
          "assert",
          "break",
          "catch",
          "const",
          "continue",
          "default",
          "do",
          "else",
          "false",
          "finally",
          "for",
          "goto",
          "if",
          "implements",
          "import",
          "native",
          "new",
          "null",
          "package",
          "private",
          "protected",
          "public",
          "return",
          "static",
          "strictfp",
          "switch",
          "synchronized",
          "this",
          "throw",
          "throws",
          "transient",
          "true",
          "try",
          "void",
          "volatile",
          "while",
          "_");

  private static final Set<String> STATEMENT_BOUNDARIES = Set.of("{", "}", ";");
  private static final Set<String> HEADS = Set.of("for", "try", "catch");

  private final List<String> tokens;

  /** For each token, the index of the innermost bracket around it; -1 outside of brackets. */
  private final int[] enclosing;

  /** For each opening bracket, the index of its closing one. */
  private final Map<Integer, Integer> closing = new HashMap<>();

  private RenamedVariables(List<String> tokens) {
    this.tokens = tokens;
    this.enclosing = new int[tokens.size()];
    var open = new ArrayDeque<Integer>();
    for (int index = 0; index < tokens.size(); index++) {
      String token = tokens.get(index);
      if (Set.of(")", "]", "}").contains(token) && !open.isEmpty()) {
        closing.put(open.pop(), index);
      }
      enclosing[index] = open.isEmpty() ? -1 : open.element();
      if (Set.of("(", "[", "{").contains(token)) {
        open.push(index);
      }
    }
  }

  /** Returns whether the tokens of two methods differ at most in the names of parameters and local variables. */
  public static boolean areEqual(List<String> first, List<String> second) {
    if (first.equals(second)) {
      return true;
    }
    if (first.size() != second.size() || first.stream().anyMatch(UNSUPPORTED::contains)) {
      return false;
    }
    var renamed = new HashMap<String, String>();
    var originals = new HashMap<String, String>();
    for (int index = 0; index < first.size(); index++) {
      String name = first.get(index);
      String other = second.get(index);
      if (!name.equals(other)) {
        renamed.putIfAbsent(name, other);
        originals.putIfAbsent(other, name);
      }
    }
    for (int index = 0; index < first.size(); index++) {
      String name = first.get(index);
      // A name that one of the methods gives up must not occur in the other one.
      if (!renamed.getOrDefault(name, name).equals(second.get(index))
          || originals.containsKey(name)) {
        return false;
      }
    }
    var ofFirst = new RenamedVariables(first);
    var ofSecond = new RenamedVariables(second);
    return !ofFirst.hasAnonymousClass()
        && renamed.keySet().stream().allMatch(ofFirst::isVariable)
        && renamed.values().stream().allMatch(ofSecond::isVariable);
  }

  private String token(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : "";
  }

  private boolean hasAnonymousClass() {
    return IntStream.range(0, tokens.size())
        .filter(index -> token(index).equals("new"))
        .anyMatch(index -> {
          int opening = index;
          while (opening < tokens.size() && !Set.of("(", "{", ";").contains(token(opening))) {
            opening++;
          }
          return token(opening).equals("(")
              && token(closing.getOrDefault(opening, opening) + 1).equals("{");
        });
  }

  /** Returns whether each occurrence of a name refers to a parameter or a local variable of the method. */
  private boolean isVariable(String name) {
    if (!isName(name)) {
      return false;
    }
    int endOfScope = 0;
    for (int index = 0; index < tokens.size(); index++) {
      if (!token(index).equals(name)) {
        continue;
      }
      if (index >= endOfScope) {
        endOfScope = endOfScope(index);
        if (endOfScope < 0) {
          return false;
        }
      } else if (!isUse(index)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(String token) {
    return !token.isEmpty()
        && Character.isLowerCase(token.charAt(0))
        && token.chars().allMatch(Character::isJavaIdentifierPart)
        && !TYPE_WORDS.contains(token)
        && !OTHER_KEYWORDS.contains(token);
  }

  private static boolean isWord(String token) {
    return !token.isEmpty() && Character.isJavaIdentifierStart(token.charAt(0));
  }

  /** Returns whether an occurrence in the scope of the variable refers to it, and not to a member, a label or a type. */
  private boolean isUse(int index) {
    String previous = token(index - 1);
    String next = token(index + 1);
    boolean cast = previous.equals("(") && next.equals(")") && startsOperand(token(index + 2));
    boolean member = previous.equals(".") || previous.equals("::") || next.equals("(");
    boolean label = previous.equals("break") || previous.equals("continue");
    boolean type =
        isWord(next)
            || previous.equals("new")
            || next.equals("[") && token(index + 2).equals("]")
            || next.equals("::") && token(index + 2).equals("new");
    return !cast && !member && !label && !type;
  }

  /** Returns whether a token after a name in parentheses shows that the name is the type of a cast. */
  private static boolean startsOperand(String token) {
    return !token.isEmpty()
        && (Character.isJavaIdentifierPart(token.charAt(0))
            || "(\"'!~".indexOf(token.charAt(0)) >= 0);
  }

  /** Returns the index at which the scope of a declared variable ends; -1 if the token declares none. */
  private int endOfScope(int index) {
    int before = index - 1;
    while (isPartOfType(token(before))) {
      before--;
    }
    String last = token(index - 1);
    boolean typed =
        before < index - 1
            && (isWord(last) && !last.equals("final") || Set.of(">", "]").contains(last));
    if (!typed) {
      return -1;
    }
    String boundary = token(before);
    String next = token(index + 1);
    int bracket = enclosing[index];
    boolean inHead =
        bracket > 0 && token(bracket).equals("(") && HEADS.contains(token(bracket - 1));
    if (boundary.equals("(") && before == bracket && isHeader(bracket)) {
      return Set.of(",", ")").contains(next) ? tokens.size() : -1;
    }
    if (inHead && (before == bracket || boundary.equals(";"))) {
      boolean declares = Set.of("=", ":").contains(next);
      boolean caught = token(bracket - 1).equals("catch") && next.equals(")");
      int body = closing.getOrDefault(bracket, tokens.size()) + 1;
      return (declares || caught) && token(body).equals("{") ? closing.getOrDefault(body, -1) : -1;
    }
    boolean inBlock = bracket >= 0 && token(bracket).equals("{");
    return inBlock && STATEMENT_BOUNDARIES.contains(boundary) && Set.of("=", ";").contains(next)
        ? closing.getOrDefault(bracket, -1)
        : -1;
  }

  /** Returns whether a bracket is the one around the parameters of the method. */
  private boolean isHeader(int bracket) {
    return tokens.indexOf("(") == bracket && enclosing[bracket] < 0;
  }

  private static boolean isPartOfType(String token) {
    return TYPE_SYMBOLS.contains(token)
        || isWord(token) && !OTHER_KEYWORDS.contains(token) && !UNSUPPORTED.contains(token);
  }
}
