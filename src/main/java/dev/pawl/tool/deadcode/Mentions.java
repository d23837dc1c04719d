package dev.pawl.tool.deadcode;

import dev.pawl.command.Conditions;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that something may look up: they stand in a string of some source file, or anywhere in a file of another kind. */
public final class Mentions {

  private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private Mentions() {}

  /** Those of the names that are mentioned in the files of a workspace. */
  public static Set<String> of(Set<String> names, Workspace workspace, Conditions conditions)
      throws InterruptedException {
    if (names.isEmpty()) {
      return Set.of();
    }
    try {
      return new HashSet<>(
          InParallel.flatMap(
              conditions,
              workspace.files(),
              file -> {
                try {
                  return SourceFile.read(file).map(source -> in(source, names)).orElse(List.of());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> in(SourceFile source, Set<String> names) {
    String text = source.text();
    if (names.stream().noneMatch(text::contains)) {
      return List.of();
    }
    Language language = source.language().orElse(null);
    var mentioned = new ArrayList<String>();
    if (language == null || !language.isSource()) {
      add(text, names, mentioned);
      return mentioned;
    }
    var lexer = new Lexer(language, text);
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.STRING) {
        add(text.substring(lexer.start(), lexer.end()), names, mentioned);
      }
    }
    return mentioned;
  }

  private static void add(String text, Set<String> names, List<String> mentioned) {
    var words = WORD.matcher(text);
    while (words.find()) {
      if (names.contains(words.group())) {
        mentioned.add(words.group());
      }
    }
  }
}
