package dev.pawl.glob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Reads sets of characters in brackets. No set contains a slash. */
final class CharacterSet {

  private static final String CLASS_START = "[:";
  private static final String CLASS_END = ":]";

  private static final Map<String, IntPredicate> CLASSES =
      Map.ofEntries(
          Map.entry("alnum", c -> isAscii(c) && Character.isLetterOrDigit(c)),
          Map.entry("alpha", c -> isAscii(c) && Character.isLetter(c)),
          Map.entry("blank", c -> c == ' ' || c == '\t'),
          Map.entry("cntrl", c -> c < ' ' || c == 0x7f),
          Map.entry("digit", c -> c >= '0' && c <= '9'),
          Map.entry("graph", c -> c > ' ' && c < 0x7f),
          Map.entry("lower", c -> c >= 'a' && c <= 'z'),
          Map.entry("print", c -> c >= ' ' && c < 0x7f),
          Map.entry("punct", c -> c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c)),
          Map.entry("space", c -> c == ' ' || c >= '\t' && c <= '\r'),
          Map.entry("upper", c -> c >= 'A' && c <= 'Z'),
          Map.entry("xdigit", c -> isAscii(c) && Character.digit(c, 16) >= 0));

  private CharacterSet() {}

  private static boolean isAscii(int c) {
    return c < 0x80;
  }

  /** Returns the index of the bracket that ends a set; -1 if there is none, or a slash before it. */
  static int endInEditorConfig(String pattern, int start) {
    for (int index = start + 1; index < pattern.length(); index++) {
      char c = pattern.charAt(index);
      if (c == '/') {
        return -1;
      }
      if (c == ']' && index > start + 1) {
        return index;
      }
      index += c == '\\' ? 1 : 0;
    }
    return -1;
  }

  /** Returns the index of the bracket that ends a set; -1 if there is none. */
  static int endInGit(String pattern, int start) {
    int index = start + 1;
    if (index < pattern.length() && "!^".indexOf(pattern.charAt(index)) >= 0) {
      index++;
    }
    int first = index;
    while (index < pattern.length()) {
      char c = pattern.charAt(index);
      int classEnd =
          pattern.startsWith(CLASS_START, index) ? pattern.indexOf(CLASS_END, index + 2) : -1;
      if (classEnd > 0) {
        index = classEnd + CLASS_END.length();
      } else if (c == ']' && index > first) {
        return index;
      } else {
        index += c == '\\' ? 2 : 1;
      }
    }
    return -1;
  }

  static IntPredicate ofEditorConfig(String content) {
    boolean negated = content.startsWith("!") && content.length() > 1;
    return ofMembers(negated ? content.substring(1) : content, negated, false);
  }

  static IntPredicate ofGit(String content) {
    boolean negated = content.startsWith("!") || content.startsWith("^");
    return ofMembers(negated ? content.substring(1) : content, negated, true);
  }

  private static IntPredicate ofMembers(String content, boolean negated, boolean classes) {
    int[] members = content.codePoints().toArray();
    var conditions = new ArrayList<IntPredicate>();
    int index = 0;
    while (index < members.length) {
      int classEnd = classes && startsClass(members, index) ? endOfClass(members, index) : -1;
      if (classEnd > 0) {
        String name = new String(members, index + 2, classEnd - index - 2);
        conditions.add(CLASSES.getOrDefault(name, c -> false));
        index = classEnd + 2;
        continue;
      }
      index += members[index] == '\\' && index + 1 < members.length ? 1 : 0;
      int first = members[index++];
      int last = first;
      if (index + 1 < members.length && members[index] == '-') {
        index++;
        index += members[index] == '\\' && index + 1 < members.length ? 1 : 0;
        last = members[index++];
      }
      int end = last;
      conditions.add(c -> c >= first && c <= end);
    }
    List<IntPredicate> all = List.copyOf(conditions);
    return c -> c != '/' && negated != all.stream().anyMatch(condition -> condition.test(c));
  }

  private static boolean startsClass(int[] members, int index) {
    return members[index] == '[' && index + 1 < members.length && members[index + 1] == ':';
  }

  private static int endOfClass(int[] members, int start) {
    for (int index = start + 2; index + 1 < members.length; index++) {
      if (members[index] == ':' && members[index + 1] == ']') {
        return index;
      }
    }
    return -1;
  }
}
