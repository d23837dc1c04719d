package dev.pawl.tool.analysis;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.Lines;
import dev.pawl.tool.Selection;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.analysis.JavaFunctions.Function;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Says what a code base is made of, and what in it is longer or more complex than the target wants. */
@Component
class AnalyzeCommand implements Command {

  private static final int LONGEST = 10;

  private final Workspaces workspaces;
  private final JavaFunctions java;

  AnalyzeCommand(Workspaces workspaces, JavaFunctions java) {
    this.workspaces = workspaces;
    this.java = java;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "quality/analyze", "Counts files, lines and languages, and finds what is long or complex");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    List<WorkspaceFile> files = Selection.of(invocation).in(workspace);
    List<FileAnalysis> all = InParallel.flatMap(files, file -> analysis(file).stream().toList());
    invocation.ensureActive();
    Limits limits = Limits.of(workspace.config());
    var findings =
        Finding.fingerprinted(
            all.stream().flatMap(file -> file.over(limits).stream()).toList(),
            new Lines(workspace.folder())::at);
    LineCount lines = all.stream().map(FileAnalysis::lines).reduce(LineCount.NONE, LineCount::plus);
    var functions = all.stream().flatMap(file -> file.functions().stream()).toList();
    String languages = languages(all);
    invocation.say(languages.replace(", ", "\n"));
    findings.forEach(finding ->
        invocation.say("%s:%d: %s".formatted(finding.file(), finding.line(), finding.message())));
    return Outcome.success(
            "%d files, %d lines, %d functions; %d findings"
                .formatted(files.size(), lines.lines(), functions.size(), findings.size()))
        .withFindings(findings)
        .with("files", files.size())
        .with("source_files", all.stream().filter(file -> file.language().isSource()).count())
        .with("bytes", files.stream().mapToLong(WorkspaceFile::size).sum())
        .with("lines", lines.lines())
        .with("code_lines", lines.code())
        .with("comment_lines", lines.comment())
        .with("blank_lines", lines.blank())
        .with("functions", functions.size())
        .with("max_file_lines", most(all, file -> file.lines().lines()))
        .with("max_function_lines", most(functions, Function::lines))
        .with("max_complexity", most(functions, Function::complexity))
        .with("findings", findings.size())
        .with("languages", languages)
        .with("longest_files", longestFiles(all))
        .with("longest_functions", longestFunctions(all));
  }

  private Optional<FileAnalysis> analysis(WorkspaceFile file) {
    Optional<Language> language = Language.of(file.path());
    if (language.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<SourceFile> source = SourceFile.read(file);
      return source.isEmpty()
          ? Optional.empty()
          : Optional.of(FileAnalysis.of(source.get(), language.get(), file.size(), java));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> long most(List<T> all, ToLongFunction<T> size) {
    return all.stream().mapToLong(size).max().orElse(0);
  }

  private static String languages(List<FileAnalysis> files) {
    Map<String, List<FileAnalysis>> byLanguage =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    file -> file.language().key(), TreeMap::new, Collectors.toList()));
    return byLanguage.entrySet().stream()
        .map(entry ->
            "%s %d files %d lines"
                .formatted(
                    entry.getKey(),
                    entry.getValue().size(),
                    entry.getValue().stream().mapToLong(file -> file.lines().lines()).sum()))
        .collect(Collectors.joining(", "));
  }

  private static String longestFiles(List<FileAnalysis> files) {
    return files.stream()
        .sorted(
            Comparator.comparingLong((FileAnalysis file) -> file.lines().lines())
                .reversed()
                .thenComparing(FileAnalysis::path))
        .limit(LONGEST)
        .map(file -> "%s %d lines".formatted(file.path(), file.lines().lines()))
        .collect(Collectors.joining(", "));
  }

  private static String longestFunctions(List<FileAnalysis> files) {
    record Located(String path, Function function) {}
    return files.stream()
        .flatMap(
            file -> file.functions().stream().map(function -> new Located(file.path(), function)))
        .sorted(
            Comparator.comparingInt((Located located) -> located.function().lines())
                .reversed()
                .thenComparing(Located::path))
        .limit(LONGEST)
        .map(located ->
            "%s at %s:%d %d lines, complexity %d"
                .formatted(
                    located.function().name(),
                    located.path(),
                    located.function().firstLine(),
                    located.function().lines(),
                    located.function().complexity()))
        .collect(Collectors.joining("; "));
  }
}
