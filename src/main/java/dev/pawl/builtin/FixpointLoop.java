package dev.pawl.builtin;

import dev.pawl.builtin.FixerChain.ChainedFixer;
import dev.pawl.command.Finding;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolUnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the fixers of a chain repeatedly until no file changes any more (integrity check I-14). */
final class FixpointLoop {

  private static final int MAX_PASSES = 10;

  /** The state of one file during the passes. */
  static final class FileProgress {

    private final SourceFile original;
    private final Set<String> appliedTools = new LinkedHashSet<>();
    private final Set<String> seenTexts = new HashSet<>();

    /** The findings of the last pass of each tool, whose lines are those of the final text. */
    private final Map<String, List<Finding>> keptCode = new LinkedHashMap<>();

    private SourceFile current;
    private @Nullable Rejection rejection;
    private @Nullable Rejection note;
    private boolean writtenToDisk;
    private boolean independent = true;

    FileProgress(SourceFile original) {
      this.original = original;
      this.current = original;
      seenTexts.add(original.text());
    }

    SourceFile original() {
      return original;
    }

    SourceFile current() {
      return current;
    }

    /** Returns the names of the tools that changed the file. */
    List<String> appliedTools() {
      return List.copyOf(appliedTools);
    }

    boolean isChanged() {
      return !current.text().equals(original.text());
    }

    /** Returns the reason why the file is left unchanged, or null. */
    @Nullable Rejection rejection() {
      return rejection;
    }

    /** Returns the findings about code that appears removable and must stay. */
    List<Finding> keptCode() {
      return keptCode.values().stream().flatMap(List::stream).toList();
    }

    /** Returns a note about a tool that could not be used on any file, or null. */
    @Nullable Rejection note() {
      return note;
    }

    /** Returns whether the file on disk may differ from its original content. */
    boolean isWrittenToDisk() {
      return writtenToDisk;
    }

    /** Returns whether the result depends on no other file. */
    boolean isIndependent() {
      return independent;
    }

    void reject(String tool, String rule, String reason) {
      rejection = new Rejection(tool, rule, reason);
      current = original;
      appliedTools.clear();
      keptCode.clear();
    }
  }

  /** The reason why a file is left unchanged. */
  record Rejection(String tool, String rule, String reason) {}

  private final ToolContext context;

  /** The tools that cannot be used on any file. */
  private final Set<String> unusable = new HashSet<>();

  FixpointLoop(ToolContext context) {
    this.context = context;
  }

  /** Runs the chain on the files until each is stable or rejected; at most 10 passes. */
  void run(FixerChain chain, List<FileProgress> files) throws IOException, InterruptedException {
    List<FileProgress> active = files.stream().filter(file -> file.rejection == null).toList();
    for (int pass = 0; pass < MAX_PASSES && !active.isEmpty(); pass++) {
      var changed = new LinkedHashSet<FileProgress>();
      for (ChainedFixer fixer : chain.fixers()) {
        changed.addAll(runFixer(fixer, active));
      }
      changed.removeIf(file -> file.rejection != null);
      for (FileProgress file : changed) {
        if (!file.seenTexts.add(file.current.text())) {
          file.reject(
              toolNames(file), "unstable-format", "the changes of the fixers repeat in a cycle");
        }
      }
      changed.removeIf(file -> file.rejection != null);
      active = List.copyOf(changed);
    }
    for (FileProgress file : active) {
      file.reject(
          toolNames(file),
          "unstable-format",
          "the text still changes after " + MAX_PASSES + " passes");
    }
  }

  private static String toolNames(FileProgress file) {
    return String.join(", ", file.appliedTools);
  }

  private List<FileProgress> runFixer(ChainedFixer chainedFixer, List<FileProgress> files)
      throws IOException, InterruptedException {
    var handled = new ArrayList<FileProgress>();
    for (FileProgress file : files) {
      if (file.rejection == null && chainedFixer.handles(file.current)) {
        if (file.current.lineEnding() == LineEnding.MIXED && !fixesLineEndings(chainedFixer)) {
          rejectMixedLineEndings(chainedFixer, file);
        } else {
          handled.add(file);
        }
      }
    }
    if (handled.isEmpty() || unusable.contains(chainedFixer.fixer().name())) {
      handled.forEach(file -> file.independent = false);
      return List.of();
    }
    if (chainedFixer.fixer().requiresFilesOnDisk()) {
      for (FileProgress file : handled) {
        file.writtenToDisk = true;
        Files.write(file.current.file(), file.current.encode());
      }
    }
    List<SourceFile> sources = handled.stream().map(FileProgress::current).toList();
    ToolContext toolContext = context.withDetection(chainedFixer.detection());
    List<FixResult> results;
    try (var _ = context.tracer().start(chainedFixer.fixer().name())) {
      results =
          FileIsolation.run(
              sources,
              batch -> chainedFixer.fixer().fix(batch, toolContext),
              (source, reason) -> FixResult.failed(source, FixResult.CRASHED, reason));
    } catch (ToolUnusableException e) {
      String tool = chainedFixer.fixer().name();
      unusable.add(tool);
      handled.getFirst().note =
          new Rejection(tool, FixResult.UNUSABLE, String.valueOf(e.getMessage()));
      // The next run may find another configuration.
      handled.forEach(file -> file.independent = false);
      return List.of();
    }
    var changed = new ArrayList<FileProgress>();
    for (int i = 0; i < handled.size(); i++) {
      if (applyResult(handled.get(i), results.get(i), chainedFixer.fixer().name())) {
        changed.add(handled.get(i));
      }
    }
    return changed;
  }

  private static boolean fixesLineEndings(ChainedFixer chainedFixer) {
    return chainedFixer.fixer().purpose() == Purpose.LINE_ENDINGS;
  }

  private static void rejectMixedLineEndings(ChainedFixer chainedFixer, FileProgress file) {
    file.reject(
        chainedFixer.fixer().name(),
        "mixed-line-endings",
        "it has mixed line endings; normalize them first");
  }

  private static boolean applyResult(FileProgress file, FixResult result, String tool) {
    file.independent &= result.independent();
    if (result.rule() != null) {
      file.reject(tool, result.rule(), String.valueOf(result.reason()));
      return false;
    }
    file.keptCode.put(tool, result.keptCode());
    if (result.source().text().equals(file.current.text())) {
      return false;
    }
    file.current = result.source();
    file.appliedTools.add(tool);
    return true;
  }
}
