package dev.pawl.tool.editorconfig;

import dev.pawl.target.GitAttributes;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** What the {@code .gitattributes} of a target specify about the text of one file, before any {@code .editorconfig}. */
record TextAttributes(Map<String, String> values) {

  private static final String UNSET = "false";

  static TextAttributes of(SourceFile source) {
    try {
      return new TextAttributes(
          GitAttributes.forFile(source.root(), source.path()).of(source.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether the file is not to be changed: it is no text, it is encoded by git, or its content is elsewhere. */
  boolean isFixed() {
    String encoding = values.getOrDefault("working-tree-encoding", "utf-8");
    return UNSET.equals(values.get("text"))
        || UNSET.equals(values.get("crlf")) && !values.containsKey("text")
        || "lfs".equals(values.get("filter"))
        || !encoding.equalsIgnoreCase("utf-8") && !encoding.equals(UNSET);
  }

  /**
   * Returns whether the lines of the file may get a line ending. Git converts the files with {@code text} or {@code
   * eol} itself; they are stored with line feeds.
   */
  boolean permits(LineEnding ending) {
    if (isFixed()) {
      return false;
    }
    String eol = values.getOrDefault("eol", "input".equals(values.get("crlf")) ? "lf" : "");
    if (eol.equals("crlf")) {
      return false;
    }
    boolean convertedByGit =
        eol.equals("lf") || values.containsKey("text") || "true".equals(values.get("crlf"));
    return !convertedByGit || ending == LineEnding.LF;
  }
}
