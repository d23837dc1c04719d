package dev.pawl.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Extracts the fenced code blocks of a command file. */
public final class ScriptBlocks {

  private static final Pattern FENCE = Pattern.compile("^ {0,3}(`{3,}|~{3,})\\s*([\\w+-]*).*$");

  private ScriptBlocks() {}

  /** A line of Markdown, and whether it lies inside a fenced code block. */
  record Line(String text, boolean code, @Nullable String language) {}

  /** Returns the fenced {@code sh}, {@code bash} and {@code shell} blocks, in order. */
  public static List<String> extract(String body) {
    var scripts = new ArrayList<String>();
    var script = new StringBuilder();
    boolean inShellBlock = false;
    for (Line line : parseLines(body)) {
      boolean isShellCode =
          line.code() && line.language() != null && line.language().matches("sh|bash|shell");
      if (inShellBlock && !isShellCode) {
        scripts.add(script.toString());
        script.setLength(0);
      }
      if (isShellCode) {
        script.append(line.text()).append('\n');
      }
      inShellBlock = isShellCode;
    }
    if (inShellBlock) {
      scripts.add(script.toString());
    }
    return scripts;
  }

  /** Splits a text into lines; the fences themselves do not count as code. */
  static List<Line> parseLines(String body) {
    var lines = new ArrayList<Line>();
    @Nullable String fence = null;
    @Nullable String language = null;
    for (String text : body.lines().toList()) {
      Matcher matcher = FENCE.matcher(text);
      boolean isFence = matcher.matches();
      if (isFence && fence == null) {
        fence = matcher.group(1);
        language = matcher.group(2);
        lines.add(new Line(text, false, null));
      } else if (isFence
          && fence != null
          && matcher.group(1).startsWith(fence)
          && matcher.group(2).isEmpty()) {
        fence = null;
        lines.add(new Line(text, false, null));
      } else {
        lines.add(new Line(text, fence != null, fence == null ? null : language));
      }
    }
    return lines;
  }
}
