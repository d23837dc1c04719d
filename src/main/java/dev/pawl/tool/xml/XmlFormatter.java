package dev.pawl.tool.xml;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxAwareFormatter;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Indents the elements of XML whose parents contain only elements; tags, text and comments stay as written. */
@Component
class XmlFormatter extends SyntaxAwareFormatter {

  private static final int DEFAULT_INDENT = 2;

  /** A part of a document: a comment, CDATA section, processing instruction, declaration, tag, or text between them. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<!(?:[^\\[>]|\\[.*?])*+>"
              + "|<(?:[^\"'>]|\"[^\"]*+\"|'[^']*+')*+>|[^<]++");

  private final EditorConfig config;

  XmlFormatter(XmlSyntaxChecker syntax, EditorConfig config) {
    super(Language.XML, syntax);
    this.config = config;
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.FILES);
  }

  @Override
  protected String format(SourceFile source) {
    return format(source.text(), config.propertiesOf(source).indentUnit(DEFAULT_INDENT));
  }

  /** One part of a document; for a start tag also whether its element contains text. */
  private static final class Token {

    private final String text;
    private boolean hasText;

    Token(String text) {
      this.text = text;
    }

    boolean isStartTag() {
      return text.startsWith("<")
          && !text.startsWith("</")
          && !text.startsWith("<!")
          && !text.startsWith("<?")
          && !text.endsWith("/>");
    }

    boolean isEndTag() {
      return text.startsWith("</");
    }

    boolean isText() {
      return !text.startsWith("<") || text.startsWith("<![CDATA[");
    }

    boolean isBlank() {
      return text.isBlank();
    }
  }

  private static List<Token> tokenize(String text) {
    var tokens = new ArrayList<Token>();
    Deque<Token> openElements = new ArrayDeque<>();
    var matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      var token = new Token(matcher.group());
      tokens.add(token);
      if (token.isText() && !token.isBlank() && !openElements.isEmpty()) {
        openElements.peek().hasText = true;
      } else if (token.isStartTag()) {
        token.hasText =
            token.text.contains("xml:space")
                || !openElements.isEmpty()
                    && openElements.peek().hasText
                    && openElements.peek().text.contains("xml:space");
        openElements.push(token);
      } else if (token.isEndTag() && !openElements.isEmpty()) {
        Token element = openElements.pop();
        // Whitespace that is the only content of an element may be significant.
        element.hasText |=
            tokens.size() > 2
                && tokens.get(tokens.size() - 2).isText()
                && tokens.get(tokens.size() - 3) == element;
      }
    }
    return tokens;
  }

  private static String format(String text, String indent) {
    var result = new StringBuilder();
    Deque<Token> openElements = new ArrayDeque<>();
    boolean whitespaceBefore = false;
    boolean blankLineBefore = false;
    int openWithText = 0;
    Token previous = null;
    for (Token token : tokenize(text)) {
      boolean verbatim = openWithText > 0;
      if (token.isText() && token.isBlank() && !verbatim) {
        whitespaceBefore = true;
        blankLineBefore = token.text.chars().filter(c -> c == '\n').count() > 1;
        continue;
      }
      boolean emptyElement = token.isEndTag() && previous != null && previous.isStartTag();
      if (token.isEndTag() && !openElements.isEmpty()) {
        openWithText -= openElements.pop().hasText ? 1 : 0;
      }
      if (!verbatim && !result.isEmpty() && !emptyElement) {
        result.append(whitespaceBefore && blankLineBefore && !token.isEndTag() ? "\n\n" : "\n");
        result.repeat(indent, openElements.size());
      }
      result.append(token.text);
      if (token.isStartTag()) {
        openElements.push(token);
        openWithText += token.hasText ? 1 : 0;
      }
      whitespaceBefore = false;
      blankLineBefore = false;
      previous = token;
    }
    boolean ended = !result.isEmpty() && result.charAt(result.length() - 1) == '\n';
    return result.append(ended ? "" : "\n").toString();
  }
}
