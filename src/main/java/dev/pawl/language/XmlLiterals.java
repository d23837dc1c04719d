package dev.pawl.language;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the text, the attribute values and the other content of XML in which whitespace counts. Whitespace between
 * elements, and inside tags and comments, is layout.
 */
final class XmlLiterals {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<!(?:[^\\[>]|\\[.*?])*+>"
              + "|<(?:[^\"'<>]|\"[^\"]*+\"|'[^']*+')*+>|[^<]++");
  private static final Pattern VALUE = Pattern.compile("\"[^\"]*+\"|'[^']*+'");

  /** An open element; its blank parts are known to be layout only at its end. */
  private static final class Element {

    private final boolean preservesSpace;
    private final ArrayList<int[]> blanks = new ArrayList<>();
    private boolean hasText;
    private boolean hasChildren;

    Element(boolean preservesSpace) {
      this.preservesSpace = preservesSpace;
    }

    void addBlanksTo(Literals literals) {
      if (hasText || preservesSpace || !hasChildren) {
        blanks.forEach(blank -> literals.add(blank[0], blank[1]));
      }
    }
  }

  private final String text;
  private final Literals literals;
  private final Deque<Element> open = new ArrayDeque<>();

  private XmlLiterals(String text) {
    this.text = text;
    this.literals = Literals.in(text);
  }

  static Optional<Literals> of(String text) {
    return new XmlLiterals(text).find();
  }

  private Optional<Literals> find() {
    Matcher token = TOKEN.matcher(text);
    int position = 0;
    while (position < text.length()) {
      if (!token.find() || token.start() != position || !add(token.start(), token.end())) {
        return Optional.empty();
      }
      position = token.end();
    }
    return open.isEmpty() ? Optional.of(literals) : Optional.empty();
  }

  /** Adds a token; returns false if it is an end tag without a start tag. */
  private boolean add(int start, int end) {
    if (text.charAt(start) != '<') {
      addText(start, end);
    } else if (text.startsWith("<![CDATA[", start)) {
      literals.add(start, end);
      if (!open.isEmpty()) {
        open.getFirst().hasText = true;
      }
    } else if (text.startsWith("<!--", start)) {
      markChild();
    } else if (text.startsWith("<!", start) || text.startsWith("<?", start)) {
      literals.add(start, end);
      markChild();
    } else if (text.startsWith("</", start)) {
      if (open.isEmpty()) {
        return false;
      }
      open.pop().addBlanksTo(literals);
    } else {
      addStartTag(start, end);
    }
    return true;
  }

  private void addText(int start, int end) {
    boolean blank = text.substring(start, end).isBlank();
    if (open.isEmpty()) {
      return;
    }
    Element element = open.getFirst();
    if (blank) {
      element.blanks.add(new int[] {start, end});
    } else {
      literals.add(start, end);
      element.hasText = true;
    }
  }

  private void addStartTag(int start, int end) {
    markChild();
    String tag = text.substring(start, end);
    Matcher value = VALUE.matcher(tag);
    while (value.find()) {
      literals.add(start + value.start(), start + value.end());
    }
    if (!tag.endsWith("/>")) {
      boolean inherited = !open.isEmpty() && open.getFirst().preservesSpace;
      open.push(new Element(inherited || tag.contains("xml:space")));
    }
  }

  private void markChild() {
    if (!open.isEmpty()) {
      open.getFirst().hasChildren = true;
    }
  }
}
