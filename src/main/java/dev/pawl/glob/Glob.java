package dev.pawl.glob;

import dev.pawl.glob.GlobPart.AnyCharacters;
import dev.pawl.glob.GlobPart.AnyFolders;
import dev.pawl.glob.GlobPart.Literal;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * A pattern of paths. Matching takes time proportional to the lengths of pattern and path, whatever they contain, because
 * it follows all possible matches at the same time and never goes back.
 */
public final class Glob {

  private final List<GlobPart> parts;

  /** The literal start of all matches, with a slash before the path. */
  private final String prefix;

  /** The literal end of all matches. */
  private final String suffix;

  /** Whether the suffix decides alone, because everything before it is a folder or the start of a name. */
  private final boolean onlySuffix;

  private Glob(List<GlobPart> parts) {
    this.parts = parts;
    int literals = 0;
    while (literals < parts.size() && parts.get(literals) instanceof Literal) {
      literals++;
    }
    this.prefix = text(parts.subList(0, literals));
    int tail = parts.size();
    while (tail > literals && parts.get(tail - 1) instanceof Literal) {
      tail--;
    }
    this.suffix = text(parts.subList(tail, parts.size()));
    this.onlySuffix =
        tail == 2
            && parts.get(0) instanceof AnyFolders
            && parts.get(1) instanceof AnyCharacters
            && suffix.indexOf('/') < 0;
  }

  private static String text(List<GlobPart> literals) {
    var text = new StringBuilder();
    literals.forEach(part -> text.appendCodePoint(((Literal) part).character()));
    return text.toString();
  }

  /**
   * Creates a pattern of a request or a configuration, which is relative to the root of the target. A pattern that ends in
   * a slash means everything below a folder.
   */
  public static Glob path(String pattern) {
    String relative = pattern.startsWith("./") ? pattern.substring(2) : pattern;
    String complete = relative.endsWith("/") ? relative + "**" : relative;
    return anchored(complete, GlobDialect.PATH);
  }

  /**
   * Creates a pattern that matches names in any folder, unless it contains a slash before its end: then it is relative to
   * the folder of the file that contains it.
   */
  public static Glob named(String pattern, GlobDialect dialect) {
    boolean anyFolder = pattern.indexOf('/') < 0;
    return anchored(anyFolder ? "**/" + pattern : pattern, dialect);
  }

  /** Creates a pattern that matches whole paths. */
  public static Glob whole(String pattern, GlobDialect dialect) {
    return anchored(pattern, dialect);
  }

  private static Glob anchored(String pattern, GlobDialect dialect) {
    String absolute = pattern.startsWith("/") ? pattern : "/" + pattern;
    return new Glob(new GlobParser(absolute, dialect).parse());
  }

  /** Returns whether the suffix is the path with the slash before it. */
  private boolean isWhole(String path) {
    return suffix.length() == path.length() + 1 && suffix.charAt(0) == '/' && suffix.endsWith(path);
  }

  /** Returns whether a text contains a character that is special in patterns of requests and configurations. */
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '{');
  }

  /**
   * Returns whether a path matches; it has no slash at its start.
   *
   * @throws CancellationException if the thread is interrupted, because nobody waits for the result any more
   */
  public boolean matches(String path) {
    if (prefix.length() > 1 && !path.startsWith(prefix.substring(1))) {
      return false;
    }
    if (!path.endsWith(suffix) && !isWhole(path)) {
      return false;
    }
    if (onlySuffix) {
      return true;
    }
    if (suffix.isEmpty() && prefix.length() == parts.size()) {
      return path.length() == prefix.length() - 1;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the matching of paths was interrupted");
    }
    int[] text = ("/" + path).codePoints().toArray();
    var start = new BitSet();
    start.set(0);
    return GlobPart.advance(parts, text, start).get(text.length);
  }
}
