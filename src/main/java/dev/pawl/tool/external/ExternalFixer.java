package dev.pawl.tool.external;

import dev.pawl.tool.Fixer;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.Job;
import dev.pawl.tool.Rewrite;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.external.Runs.Run;
import dev.pawl.workspace.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A fixer that runs an external program, which rewrites files in place. */
final class ExternalFixer extends ExternalProgram implements Fixer {

  /** Exit codes of at least this value mean that a signal ended the program. */
  private static final int KILLED = 128;

  ExternalFixer(ExternalTool tool, Installed installed, Runs runs) {
    super(tool, installed, runs);
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public Set<Language> formatterOf() {
    return tool.spoken();
  }

  @Override
  public List<Rewrite> fix(List<SourceFile> sources, Job job) throws InterruptedException {
    List<Rewrite> all =
        InParallel.flatMap(
            job.conditions(),
            Runs.batches(sources, job.conditions()),
            batch -> rewritten(batch, job));
    Map<String, Rewrite> byPath = new HashMap<>();
    all.forEach(rewrite -> byPath.put(rewrite.source().path(), rewrite));
    return sources.stream()
        .map(source -> Objects.requireNonNull(byPath.get(source.path())))
        .toList();
  }

  /** Splits a failing batch into halves, so that one file does not prevent the others from being formatted. */
  private List<Rewrite> rewritten(List<SourceFile> batch, Job job) throws InterruptedException {
    try {
      Run run = runs.run(tool, Objects.requireNonNull(tool.fix()), batch, job);
      if (tool.goodCodes(true).contains(run.exit())) {
        return batch.stream().map(ExternalFixer::read).toList();
      }
      if (batch.size() == 1) {
        SourceFile source = batch.getFirst();
        Files.write(source.file(), source.encode());
        String rule = run.exit() >= KILLED ? Rewrite.CRASHED : "not-fixed";
        return List.of(
            Rewrite.impossible(source, rule, "exit %d: %s".formatted(run.exit(), run.last())));
      }
    } catch (IOException e) {
      return batch.stream()
          .map(source -> Rewrite.impossible(source, "not-fixed", e.getMessage()))
          .toList();
    }
    int half = batch.size() / 2;
    return List.of(batch.subList(0, half), batch.subList(half, batch.size())).stream()
        .flatMap(part -> half(part, job).stream())
        .toList();
  }

  private List<Rewrite> half(List<SourceFile> part, Job job) {
    try {
      for (SourceFile source : part) {
        Files.write(source.file(), source.encode());
      }
      return rewritten(part, job);
    } catch (IOException e) {
      return part.stream()
          .map(source -> Rewrite.impossible(source, "not-fixed", e.getMessage()))
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return part.stream()
          .map(source -> Rewrite.impossible(source, "not-fixed", "the step was stopped"))
          .toList();
    }
  }

  private static Rewrite read(SourceFile before) {
    try {
      byte[] bytes = Files.readAllBytes(before.file());
      Optional<SourceFile> after = SourceFile.decode(before.path(), before.file(), bytes);
      if (after.isEmpty() || !after.get().charset().equals(before.charset())) {
        return Rewrite.impossible(
            before, "not-fixed", "the program changed the charset of the file");
      }
      return Rewrite.to(before.with(after.get().text()));
    } catch (IOException e) {
      return Rewrite.impossible(before, "not-fixed", "the file cannot be read: " + e.getMessage());
    }
  }
}
