package dev.pawl.suppression;

import dev.pawl.command.Finding;
import dev.pawl.language.Language;
import dev.pawl.rule.RuleCatalog;
import dev.pawl.tool.FingerprintLines;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Finds the comments that suppress findings. */
@Service
public class SuppressionService {

  /** The name of the tool that examines the comments themselves. */
  public static final String TOOL = "pawl";

  private static final byte[] MARKER = IgnoreComment.MARKER.getBytes(StandardCharsets.US_ASCII);

  private final RuleCatalog rules;

  SuppressionService(RuleCatalog rules) {
    this.rules = rules;
  }

  /**
   * Returns the findings of a command, marked where a comment suppresses them, together with findings about comments
   * that have no effect.
   *
   * @param files the files that the command has examined
   * @param examined whether a tool has examined a file, by the names of both, so that a comment about its rules would have
   *     suppressed something; the tool {@code pawl} examines the comments themselves
   */
  public List<Finding> review(
      List<Finding> findings,
      Workspace workspace,
      List<WorkspaceFile> files,
      BiPredicate<String, String> examined)
      throws InterruptedException {
    IgnoreComments comments = read(files);
    var reviewed = new ArrayList<Finding>(comments.suppress(findings));
    reviewed.addAll(
        Finding.withFingerprints(
            comments.findFaults(examined), new FingerprintLines(workspace.folder())::at));
    reviewed.sort(Comparator.comparing(Finding::file).thenComparingInt(Finding::line));
    return reviewed;
  }

  /** Returns findings, marked where a comment in one of their files suppresses them. */
  public List<Finding> suppress(List<Finding> findings, Workspace workspace)
      throws IOException, InterruptedException {
    Set<String> paths =
        findings.stream()
            .filter(finding -> !finding.isSuppressed())
            .map(Finding::file)
            .collect(Collectors.toSet());
    if (paths.isEmpty()) {
      return findings;
    }
    return read(workspace.files().stream().filter(file -> paths.contains(file.path())).toList())
        .suppress(findings);
  }

  private IgnoreComments read(List<WorkspaceFile> files) throws InterruptedException {
    return new IgnoreComments(ParallelFiles.flatMap(files, SuppressionService::parse), rules);
  }

  private static List<IgnoreComment> parse(WorkspaceFile file) {
    try {
      byte[] content = Files.readAllBytes(file.file());
      if (!contains(content)) {
        return List.of();
      }
      Optional<SourceFile> source = SourceFile.decode(file.path(), file.file(), content);
      Optional<Language> language = source.flatMap(SourceFile::language);
      return source.isPresent() && language.isPresent()
          ? IgnoreComment.parse(
              file.path(), language.get(), source.get().withLfLineEndings().text())
          : List.of();
    } catch (IOException e) {
      // The tools report the files that they cannot read.
      return List.of();
    }
  }

  private static boolean contains(byte[] content) {
    int last = content.length - MARKER.length;
    for (int start = 0; start <= last; start++) {
      int length = 0;
      while (length < MARKER.length && content[start + length] == MARKER[length]) {
        length++;
      }
      if (length == MARKER.length) {
        return true;
      }
    }
    return false;
  }
}
