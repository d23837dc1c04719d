package dev.pawl.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A private method in the token list of a Java file.
 *
 * @param tokens all tokens of the file
 * @param classBodyStart the index of the brace that opens the body of its class; -1 in a file without a class
 * @param start the index of its first token, {@code private}
 * @param nameIndex the index of its name
 * @param end the index after its last token
 */
record PrivateMethod(List<String> tokens, int classBodyStart, int start, int nameIndex, int end) {

  private static final Set<String> TYPE_KEYWORDS =
      Set.of("class", "enum", "interface", "record", "@");

  /** Keywords that can precede the use of a name, but not its declaration. */
  private static final Set<String> KEYWORDS_BEFORE_USE =
      Set.of(
          "assert", "break", "case", "continue", "do", "else", "return", "throw", "when", "yield");

  static List<PrivateMethod> findAll(List<String> tokens) {
    var openBraces = new ArrayDeque<Integer>(List.of(-1));
    var methods = new ArrayList<PrivateMethod>();
    for (int index = 0; index < tokens.size(); index++) {
      switch (tokens.get(index)) {
        case "{" -> openBraces.push(index);
        case "}" -> openBraces.poll();
        case "private" ->
            addIfMethod(tokens, openBraces.isEmpty() ? -1 : openBraces.element(), index, methods);
        default -> {}
      }
    }
    return methods;
  }

  private static void addIfMethod(
      List<String> tokens, int classBodyStart, int start, List<PrivateMethod> methods) {
    if (start > 0 && !"{};".contains(tokens.get(start - 1))) {
      return;
    }
    int index = start;
    while (index < tokens.size() && !"(={};".contains(tokens.get(index))) {
      if (TYPE_KEYWORDS.contains(tokens.get(index++))) {
        return;
      }
    }
    int bodyStart = indexAfterClosing(tokens, index);
    while (bodyStart < tokens.size() && !"={};".contains(tokens.get(bodyStart))) {
      bodyStart++;
    }
    boolean isMethod = index < tokens.size() && tokens.get(index).equals("(") && index - 2 > start;
    if (isMethod && bodyStart < tokens.size() && tokens.get(bodyStart).equals("{")) {
      methods.add(
          new PrivateMethod(
              tokens, classBodyStart, start, index - 1, indexAfterClosing(tokens, bodyStart)));
    }
  }

  /** Returns the index after the bracket that closes the given opening bracket. */
  static int indexAfterClosing(List<String> tokens, int opening) {
    int depth = 0;
    for (int index = opening; index < tokens.size(); index++) {
      depth += "([{".contains(tokens.get(index)) ? 1 : ")]}".contains(tokens.get(index)) ? -1 : 0;
      if (depth <= 0) {
        return index + 1;
      }
    }
    return tokens.size();
  }

  String name() {
    return tokens.get(nameIndex);
  }

  List<String> methodTokens() {
    return tokens.subList(start, end);
  }

  /** Returns whether every other occurrence of its name in the file is a call or a method reference of it. */
  boolean hasOnlyReferences() {
    for (int index = 0; index < tokens.size(); index++) {
      if (index != nameIndex && tokens.get(index).equals(name()) && !isReference(index)) {
        return false;
      }
    }
    return true;
  }

  private boolean isReference(int index) {
    int endOfClass = classBodyStart < 0 ? tokens.size() : indexAfterClosing(tokens, classBodyStart);
    if (index < 2 || index <= classBodyStart || index >= endOfClass) {
      return false;
    }
    String previous = tokens.get(index - 1);
    if (previous.equals("::")) {
      return isOwnReceiver(tokens.get(index - 2));
    }
    if (index + 1 >= tokens.size() || !tokens.get(index + 1).equals("(")) {
      return false;
    }
    if (previous.equals(".")) {
      return isOwnReceiver(tokens.get(index - 2));
    }
    int after = indexAfterClosing(tokens, index + 1);
    boolean declares = after < tokens.size() && Set.of("{", "throws").contains(tokens.get(after));
    return !declares && !mayPrecedeDeclaredName(previous);
  }

  /** Returns whether the token after the given one may be the name in a declaration. */
  static boolean mayPrecedeDeclaredName(String token) {
    boolean isWord = Character.isJavaIdentifierPart(token.charAt(0)) || token.equals("]");
    return isWord && !KEYWORDS_BEFORE_USE.contains(token);
  }

  /** Returns whether a token is {@code this} or the name of the class that declares the method. */
  private boolean isOwnReceiver(String receiver) {
    if (receiver.equals("this")) {
      return true;
    }
    for (int index = classBodyStart - 1;
        index >= 0 && !"{};".contains(tokens.get(index));
        index--) {
      if (TYPE_KEYWORDS.contains(tokens.get(index))) {
        return tokens.get(index + 1).equals(receiver);
      }
    }
    return false;
  }
}
