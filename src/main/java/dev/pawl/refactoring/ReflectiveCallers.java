package dev.pawl.refactoring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pawl.command.RetrySettings;
import dev.pawl.java.ReflectiveLookups;
import dev.pawl.language.Language;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds types whose members other files may look up by reflection. A file that looks up members reaches the types that
 * it names, and the types of files that name one of its own types: they may pass their objects to it.
 */
final class ReflectiveCallers {

  private static final Pattern DECLARED_TYPE =
      Pattern.compile("\\b(?:class|interface|enum|record|object)\\s+([\\p{L}_$][\\p{L}\\p{N}_$]*)");
  private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");
  private static final Set<Language> LANGUAGES =
      Set.of(Language.JAVA, Language.KOTLIN, Language.SCALA);

  private final Set<String> types;
  private final Workspace workspace;
  private final RetrySettings settings;

  private ReflectiveCallers(Set<String> types, Workspace workspace, RetrySettings settings) {
    this.types = types;
    this.workspace = workspace;
    this.settings = settings;
  }

  /** Returns the names of the types that a text declares. */
  static Set<String> declaredTypes(String text) {
    return DECLARED_TYPE
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  /** Returns which of these types files of the workspace may access by reflection. */
  static Set<String> findInspectedTypes(
      Set<String> types, Workspace workspace, RetrySettings settings) throws InterruptedException {
    return types.isEmpty() ? Set.of() : new ReflectiveCallers(types, workspace, settings).find();
  }

  private Set<String> find() throws InterruptedException {
    var inspected = new HashSet<String>();
    var inspectors = new HashSet<String>();
    for (String text : texts(content -> ReflectiveLookups.find(content).isPresent())) {
      inspectors.addAll(declaredTypes(text));
      inspected.addAll(wordsOf(text, types));
    }
    if (!inspectors.isEmpty()) {
      texts(content -> inspectors.stream().anyMatch(content::contains)).stream()
          .filter(text -> !wordsOf(text, inspectors).isEmpty())
          .forEach(text -> inspected.addAll(wordsOf(text, types)));
    }
    return inspected;
  }

  /** Returns the texts of source files whose content meets a condition. */
  private List<String> texts(Predicate<String> condition) throws InterruptedException {
    try {
      return ParallelFiles.flatMap(
          settings,
          workspace.files(),
          file -> readIf(condition, file).map(List::of).orElse(List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> readIf(Predicate<String> condition, WorkspaceFile file) {
    boolean mayContainCode =
        file.path().endsWith(".groovy")
            || Language.of(file.path()).filter(LANGUAGES::contains).isPresent();
    if (!mayContainCode) {
      return Optional.empty();
    }
    try {
      byte[] content = Files.readAllBytes(file.file());
      return condition.test(new String(content, ISO_8859_1))
          ? SourceFile.decode(file.path(), file.file(), content).map(SourceFile::text)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> wordsOf(String text, Set<String> names) {
    Stream<String> words = WORD.matcher(text).results().map(match -> match.group());
    return words.filter(names::contains).collect(Collectors.toSet());
  }
}
