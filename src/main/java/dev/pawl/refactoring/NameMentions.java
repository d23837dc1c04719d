package dev.pawl.refactoring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pawl.command.RetrySettings;
import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds names that may be looked up dynamically: in strings of source files, or anywhere in other kinds of files. */
public final class NameMentions {

  private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private NameMentions() {}

  /** Returns the given names that are mentioned in the files of a workspace. */
  public static Set<String> find(Set<String> names, Workspace workspace, RetrySettings conditions)
      throws InterruptedException {
    if (names.isEmpty()) {
      return Set.of();
    }
    // Most files contain none of the names, which a search of their bytes shows before decoding.
    Set<String> searchStrings =
        names.stream()
            .flatMap(name -> Stream.of(name, new String(name.getBytes(UTF_8), ISO_8859_1)))
            .collect(toUnmodifiableSet());
    try {
      return new HashSet<>(
          ParallelFiles.flatMap(
              conditions, workspace.files(), file -> findInFile(file, names, searchStrings)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> findInFile(
      WorkspaceFile file, Set<String> names, Set<String> searchStrings) {
    try {
      byte[] content = Files.readAllBytes(file.file());
      return searchStrings.stream().noneMatch(new String(content, ISO_8859_1)::contains)
          ? List.of()
          : SourceFile.decode(file.path(), file.file(), content)
              .map(source -> findInSource(source, names))
              .orElse(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> findInSource(SourceFile source, Set<String> names) {
    String text = source.text();
    Language language = source.language().orElse(null);
    var mentioned = new ArrayList<String>();
    if (language == null || !language.isSource()) {
      addMentions(text, names, mentioned);
      return mentioned;
    }
    var lexer = new Lexer(language, text);
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.STRING) {
        addMentions(text.substring(lexer.start(), lexer.end()), names, mentioned);
      }
    }
    return mentioned;
  }

  private static void addMentions(String text, Set<String> names, List<String> mentioned) {
    var words = WORD.matcher(text);
    while (words.find()) {
      if (names.contains(words.group())) {
        mentioned.add(words.group());
      }
    }
  }
}
