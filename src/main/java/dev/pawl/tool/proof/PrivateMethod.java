package dev.pawl.tool.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A private method in the token list of a Java file.
 *
 * @param words all tokens of the file
 * @param open the index of the brace that opens the body of its class; -1 in a file without a class
 * @param start the index of its first token, {@code private}
 * @param at the index of its name
 * @param end the index after its last token
 */
record PrivateMethod(List<String> words, int open, int start, int at, int end) {

  private static final Set<String> KINDS = Set.of("class", "enum", "interface", "record", "@");

  /** Keywords that can precede the use of a name, but not its declaration. */
  private static final Set<String> BEFORE_USES =
      Set.of(
          "assert", "break", "case", "continue", "do", "else", "return", "throw", "when", "yield");

  static List<PrivateMethod> in(List<String> words) {
    var open = new ArrayDeque<Integer>(List.of(-1));
    var found = new ArrayList<PrivateMethod>();
    for (int at = 0; at < words.size(); at++) {
      switch (words.get(at)) {
        case "{" -> open.push(at);
        case "}" -> open.poll();
        case "private" -> find(words, open.isEmpty() ? -1 : open.element(), at, found);
        default -> {}
      }
    }
    return found;
  }

  private static void find(List<String> words, int open, int start, List<PrivateMethod> found) {
    if (start > 0 && !"{};".contains(words.get(start - 1))) {
      return;
    }
    int at = start;
    while (at < words.size() && !"(={};".contains(words.get(at))) {
      if (KINDS.contains(words.get(at++))) {
        return;
      }
    }
    int body = closed(words, at);
    while (body < words.size() && !"={};".contains(words.get(body))) {
      body++;
    }
    boolean method = at < words.size() && words.get(at).equals("(") && at - 2 > start;
    if (method && body < words.size() && words.get(body).equals("{")) {
      found.add(new PrivateMethod(words, open, start, at - 1, closed(words, body)));
    }
  }

  /** Returns the index after the bracket that closes the given opening bracket. */
  static int closed(List<String> words, int opening) {
    int depth = 0;
    for (int at = opening; at < words.size(); at++) {
      depth += "([{".contains(words.get(at)) ? 1 : ")]}".contains(words.get(at)) ? -1 : 0;
      if (depth <= 0) {
        return at + 1;
      }
    }
    return words.size();
  }

  String name() {
    return words.get(at);
  }

  List<String> code() {
    return words.subList(start, end);
  }

  /** Returns whether every other occurrence of its name in the file is a call or a method reference of it. */
  boolean isOnlyCalled() {
    for (int place = 0; place < words.size(); place++) {
      if (place != at && words.get(place).equals(name()) && !isUse(place)) {
        return false;
      }
    }
    return true;
  }

  private boolean isUse(int place) {
    int endOfClass = open < 0 ? words.size() : closed(words, open);
    if (place < 2 || place <= open || place >= endOfClass) {
      return false;
    }
    String before = words.get(place - 1);
    if (before.equals("::")) {
      return isOwn(words.get(place - 2));
    }
    if (place + 1 >= words.size() || !words.get(place + 1).equals("(")) {
      return false;
    }
    if (before.equals(".")) {
      return isOwn(words.get(place - 2));
    }
    int after = closed(words, place + 1);
    boolean declares = after < words.size() && Set.of("{", "throws").contains(words.get(after));
    return !declares && !mayDeclare(before);
  }

  /** Returns whether the token after the given one may be the name in a declaration. */
  static boolean mayDeclare(String before) {
    boolean word = Character.isJavaIdentifierPart(before.charAt(0)) || before.equals("]");
    return word && !BEFORE_USES.contains(before);
  }

  /** Returns whether a token is {@code this} or the name of the class that declares the method. */
  private boolean isOwn(String receiver) {
    if (receiver.equals("this")) {
      return true;
    }
    for (int place = open - 1; place >= 0 && !"{};".contains(words.get(place)); place--) {
      if (KINDS.contains(words.get(place))) {
        return words.get(place + 1).equals(receiver);
      }
    }
    return false;
  }
}
