package dev.pawl.builtin;

import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.ExtensionCount;
import dev.pawl.command.Coverage.FileGroup;
import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The files in scope by their language, and the number of files of unknown extensions. */
record LanguageFiles(SortedMap<String, List<WorkspaceFile>> byLanguage, Map<String, Long> unknown) {

  private static final int MAX_EXTENSIONS = 10;
  private static final int MAX_EXAMPLES = 5;
  private static final int MAX_GROUPS = 20;

  /** The number of bytes of a file without an extension in which its interpreter is named. */
  private static final int FIRST_LINE_BYTES = 128;

  static LanguageFiles of(List<WorkspaceFile> files) {
    var byLanguage = new TreeMap<String, List<WorkspaceFile>>();
    var unknown = new HashMap<String, Long>();
    for (WorkspaceFile file : files) {
      Optional<Language> language = languageOf(file);
      if (language.isPresent()) {
        byLanguage.computeIfAbsent(language.get().key(), key -> new ArrayList<>()).add(file);
      } else {
        unknown.merge(SourceFile.extension(file.path()), 1L, Long::sum);
      }
    }
    return new LanguageFiles(byLanguage, unknown);
  }

  /** Returns the language by the name of a file or, without an extension, by its first line. */
  private static Optional<Language> languageOf(WorkspaceFile file) {
    Optional<Language> byName = Language.of(file.path());
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    if (byName.isPresent() || name.indexOf('.') >= 0) {
      return byName;
    }
    try (InputStream in = Files.newInputStream(file.file())) {
      String head = new String(in.readNBytes(FIRST_LINE_BYTES), StandardCharsets.ISO_8859_1);
      return Language.of(file.path(), head.lines().findFirst().orElse(""));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the coverage of all languages.
   *
   * @param coverage returns the coverage of one language
   */
  Coverage toCoverage(Workspace workspace, Function<String, CoveredLanguage> coverage)
      throws IOException {
    return new Coverage(
        byLanguage.keySet().stream().map(coverage).toList(),
        notFetched(workspace),
        unknown.values().stream().mapToLong(Long::longValue).sum(),
        unknown.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MAX_EXTENSIONS)
            .map(entry -> new ExtensionCount(entry.getKey(), entry.getValue()))
            .toList());
  }

  /** Returns what is in scope, but not part of the content that the repository of the target contains. */
  private static List<FileGroup> notFetched(Workspace workspace) throws IOException {
    var groups = new Groups();
    LfsPointers.inScope(workspace).forEach(path -> groups.add("only a pointer to git LFS", path));
    workspace.submodules().stream()
        .filter(workspace.scope()::includes)
        .forEach(path -> groups.add("a submodule, which is not fetched", path));
    return groups.toList();
  }

  /** Collects files by the reason for which they are left out. */
  static final class Groups {

    private final Map<String, List<String>> byReason = new LinkedHashMap<>();

    void add(String reason, String path) {
      byReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(path);
    }

    /** Returns the largest groups, the largest first, and the other files as one group. */
    List<FileGroup> toList() {
      List<Map.Entry<String, List<String>>> sorted =
          byReason.entrySet().stream()
              .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
              .toList();
      var groups = new ArrayList<FileGroup>();
      sorted.stream()
          .limit(MAX_GROUPS)
          .forEach(entry -> groups.add(group(entry.getKey(), entry.getValue())));
      List<String> others =
          sorted.stream().skip(MAX_GROUPS).flatMap(entry -> entry.getValue().stream()).toList();
      if (!others.isEmpty()) {
        groups.add(group("other reasons", others));
      }
      return List.copyOf(groups);
    }
  }

  private static FileGroup group(String reason, List<String> paths) {
    return new FileGroup(reason, paths.size(), paths.stream().limit(MAX_EXAMPLES).toList());
  }
}
