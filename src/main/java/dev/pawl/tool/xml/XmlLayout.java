package dev.pawl.tool.xml;

import dev.pawl.tool.ParsedLayout;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.editorconfig.EditorConfig;
import dev.pawl.workspace.Language;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Indents the elements of XML whose parents contain only elements; tags, text and comments stay as written. */
@Component
class XmlLayout extends ParsedLayout {

  private static final int USUAL_INDENT = 2;

  /** A part of a document: a comment, CDATA section, processing instruction, declaration, tag, or text between them. */
  private static final Pattern PIECE =
      Pattern.compile(
          "(?s)<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<!(?:[^\\[>]|\\[.*?])*>"
              + "|<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>|[^<]+");

  private final EditorConfig config;

  XmlLayout(XmlSyntax syntax, EditorConfig config) {
    super(Language.XML, syntax);
    this.config = config;
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(EditorConfig.FILES);
  }

  @Override
  protected String laidOut(SourceFile source) {
    return laidOut(source.text(), config.of(source).indentation(USUAL_INDENT));
  }

  /** One part of a document; for a start tag also whether its element contains text. */
  private static final class Piece {

    private final String text;
    private boolean mixed;

    Piece(String text) {
      this.text = text;
    }

    boolean opens() {
      return text.startsWith("<")
          && !text.startsWith("</")
          && !text.startsWith("<!")
          && !text.startsWith("<?")
          && !text.endsWith("/>");
    }

    boolean closes() {
      return text.startsWith("</");
    }

    boolean isText() {
      return !text.startsWith("<") || text.startsWith("<![CDATA[");
    }

    boolean isBlank() {
      return text.isBlank();
    }
  }

  private static List<Piece> pieces(String text) {
    var pieces = new ArrayList<Piece>();
    Deque<Piece> open = new ArrayDeque<>();
    var found = PIECE.matcher(text);
    while (found.find()) {
      var piece = new Piece(found.group());
      pieces.add(piece);
      if (piece.isText() && !piece.isBlank() && !open.isEmpty()) {
        open.peek().mixed = true;
      } else if (piece.opens()) {
        piece.mixed =
            piece.text.contains("xml:space")
                || !open.isEmpty() && open.peek().mixed && open.peek().text.contains("xml:space");
        open.push(piece);
      } else if (piece.closes() && !open.isEmpty()) {
        Piece element = open.pop();
        // Whitespace that is the only content of an element may be significant.
        element.mixed |=
            pieces.size() > 2
                && pieces.get(pieces.size() - 2).isText()
                && pieces.get(pieces.size() - 3) == element;
      }
    }
    return pieces;
  }

  private static String laidOut(String text, String indent) {
    var result = new StringBuilder();
    Deque<Piece> open = new ArrayDeque<>();
    boolean gap = false;
    boolean paragraph = false;
    Piece last = null;
    for (Piece piece : pieces(text)) {
      boolean verbatim = open.stream().anyMatch(element -> element.mixed);
      if (piece.isText() && piece.isBlank() && !verbatim) {
        gap = true;
        paragraph = piece.text.chars().filter(c -> c == '\n').count() > 1;
        continue;
      }
      boolean empty = piece.closes() && last != null && last.opens();
      if (piece.closes() && !open.isEmpty()) {
        open.pop();
      }
      if (!verbatim && !result.isEmpty() && !empty) {
        result.append(gap && paragraph && !piece.closes() ? "\n\n" : "\n");
        result.repeat(indent, open.size());
      }
      result.append(piece.text);
      if (piece.opens()) {
        open.push(piece);
      }
      gap = false;
      paragraph = false;
      last = piece;
    }
    return result.append(result.toString().endsWith("\n") ? "" : "\n").toString();
  }
}
