package dev.pawl.externaltool;

import dev.pawl.command.Finding;
import dev.pawl.externaltool.BatchRunner.Batch;
import dev.pawl.externaltool.BatchRunner.BatchResult;
import dev.pawl.language.Language;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.FixVerifier;
import dev.pawl.tool.FixVerifier.Verification;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the safe fixes of a linter that the target configures, as far as each of them is provably harmless. The others
 * are reported with the reason.
 */
final class ExternalLinter extends ExternalProgram implements Fixer {

  /** The maximum number of proofs for one file and one run. */
  private static final int MAX_PROOFS = 64;

  /** Configuration files that a linter reads although they do not decide whether it checks files. */
  private static final Set<String> OTHER_CONFIGURATION =
      Set.of(
          ".eslintrc",
          ".eslintrc.js",
          ".eslintrc.cjs",
          ".eslintrc.json",
          ".eslintrc.yml",
          ".eslintrc.yaml",
          ".eslintignore",
          "package.json",
          "tsconfig.json");

  private static final String TOO_MANY = "too many fixes of this file cannot be proved harmless";

  private final FixVerifier verifier;

  ExternalLinter(
      ExternalTool tool, ProgramLocator locator, BatchRunner batchRunner, FixVerifier verifier) {
    super(tool, locator, batchRunner);
    this.verifier = verifier;
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return locator.detectConfigured(tool, workspace);
  }

  @Override
  public Purpose purpose() {
    return Purpose.IMPORTS;
  }

  @Override
  public boolean leavesProtectedFiles() {
    return false;
  }

  @Override
  public Set<Language> lintedLanguages() {
    return tool.supportedLanguages();
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    Set<String> names = new HashSet<>(OTHER_CONFIGURATION);
    names.addAll(tool.configurationFiles());
    return settings.fingerprint(names) + limits();
  }

  @Override
  public boolean handles(SourceFile source) {
    return source.language().filter(lintedLanguages()::contains).isPresent();
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    List<Proposal> proposals =
        ParallelFiles.flatMap(
            job.settings(),
            BatchRunner.batches(tool, sources, job, source -> Objects.requireNonNull(tool.clean())),
            batch -> propose(batch, job));
    Verification verification = verifier.start(job);
    List<FixResult> results =
        ParallelFiles.flatMap(
            job.settings(), proposals, proposal -> List.of(decide(proposal, verification)));
    Map<String, FixResult> byPath = new HashMap<>();
    results.forEach(result -> byPath.put(result.source().path(), result));
    return sources.stream()
        .map(source -> Objects.requireNonNull(byPath.get(source.path())))
        .toList();
  }

  /** What a program proposes for a file: a failure, or fixes. */
  private record Proposal(SourceFile source, Optional<FixResult> failure, List<ProposedFix> fixes) {

    static Proposal failed(FixResult failure) {
      return new Proposal(failure.source(), Optional.of(failure), List.of());
    }
  }

  private List<Proposal> propose(Batch batch, ToolContext job) throws InterruptedException {
    return new BatchProcessor<Proposal>(tool) {

      @Override
      BatchResult run(List<SourceFile> files) throws IOException, InterruptedException {
        if (tool.output() == null) {
          for (SourceFile file : files) {
            Files.write(file.file(), file.encode());
          }
        }
        return batchRunner.run(tool, batch.invocation(), files, job);
      }

      @Override
      boolean isSuccess(BatchResult result) {
        return tool.successCodes(tool.output() == null).contains(result.exitCode());
      }

      @Override
      List<Proposal> results(BatchResult result) throws IOException {
        return tool.output() == null ? rewrites(result) : reportedFixes(result, tool.output());
      }

      @Override
      Proposal refused(SourceFile file, String reason) {
        return Proposal.failed(FixResult.failed(file, FixResult.NOT_FIXED, reason));
      }

      @Override
      Proposal crashed(SourceFile file, String reason) {
        return Proposal.failed(FixResult.failed(file, FixResult.CRASHED, reason));
      }
    }.process(batch.files());
  }

  /** Returns each rewrite of a whole file as one fix. */
  private List<Proposal> rewrites(BatchResult result) {
    var proposals = new ArrayList<Proposal>();
    for (SourceFile source : result.files()) {
      FixResult rewritten = ExternalFixer.readResult(source);
      String text = rewritten.source().text();
      if (rewritten.rule() != null) {
        proposals.add(Proposal.failed(rewritten));
      } else if (text.equals(source.text())) {
        proposals.add(new Proposal(source, Optional.empty(), List.of()));
      } else {
        var edit = new ProposedFix.Edit(0, source.text().length(), text);
        var fix = new ProposedFix(tool.name(), "it rewrites the file", 1, List.of(edit));
        proposals.add(new Proposal(source, Optional.empty(), List.of(fix)));
      }
    }
    return proposals;
  }

  private static List<Proposal> reportedFixes(BatchResult result, ToolOutputFormat format) {
    Path folder = result.folder();
    Map<String, SourceFile> byPath =
        result.files().stream().collect(Collectors.toMap(SourceFile::path, file -> file));
    Map<String, List<ProposedFix>> fixes = new HashMap<>();
    format.parseFixes(
        result.report(),
        path -> Optional.ofNullable(byPath.get(relative(path, folder))).map(SourceFile::text),
        (path, fix) ->
            fixes.computeIfAbsent(relative(path, folder), key -> new ArrayList<>()).add(fix));
    return result.files().stream()
        .map(file ->
            new Proposal(file, Optional.empty(), fixes.getOrDefault(file.path(), List.of())))
        .toList();
  }

  private FixResult decide(Proposal proposal, Verification verification)
      throws InterruptedException {
    if (proposal.failure().isPresent()) {
      return proposal.failure().get();
    }
    if (proposal.fixes().isEmpty()) {
      return FixResult.of(proposal.source());
    }
    var decision = new FixDecision(proposal.source(), verification);
    decision.decideAll(proposal.fixes());
    return decision.result();
  }

  /** The decision about the fixes of one file. */
  private final class FixDecision {

    private final SourceFile source;
    private final Verification verification;
    private final List<ProposedFix> accepted = new ArrayList<>();
    private final List<Finding> kept = new ArrayList<>();
    private int proofs;

    FixDecision(SourceFile source, Verification verification) {
      this.source = source;
      this.verification = verification;
    }

    /**
     * Decides about all fixes, the small ones first. A fix that overlaps an accepted one is proposed again in the next
     * pass, for the text that has become of the file.
     */
    void decideAll(List<ProposedFix> fixes) throws InterruptedException {
      var remaining =
          new ArrayList<>(fixes.stream().filter(fix -> fix.fits(source)).distinct().toList());
      remaining.sort(Comparator.comparingInt(fix -> fix.end() - fix.start()));
      while (!remaining.isEmpty()) {
        var chosen = new ArrayList<ProposedFix>();
        for (ProposedFix fix : remaining) {
          if (chosen.stream().noneMatch(fix::overlaps)) {
            chosen.add(fix);
          }
        }
        remaining.removeAll(chosen);
        chosen.sort(Comparator.comparingInt(ProposedFix::start));
        decide(chosen);
        remaining.removeIf(fix -> accepted.stream().anyMatch(fix::overlaps));
      }
    }

    /** Accepts fixes together if they are provably harmless, or else decides about each half. */
    void decide(List<ProposedFix> fixes) throws InterruptedException {
      if (fixes.isEmpty()) {
        return;
      }
      var candidates = new ArrayList<>(accepted);
      candidates.addAll(fixes);
      candidates.sort(Comparator.comparingInt(ProposedFix::start));
      Optional<String> objection =
          proofs++ < MAX_PROOFS
              ? verification.findObjection(source, ProposedFix.apply(source, candidates))
              : Optional.of(TOO_MANY);
      if (objection.isEmpty()) {
        accepted.addAll(fixes);
      } else if (fixes.size() == 1 || proofs > MAX_PROOFS) {
        fixes.forEach(fix -> kept.add(describe(fix, objection.get())));
      } else {
        int middle = fixes.size() / 2;
        decide(fixes.subList(0, middle));
        decide(fixes.subList(middle, fixes.size()));
      }
    }

    private Finding describe(ProposedFix fix, String objection) {
      return FileFailure.note(
          source.path(),
          fix.line(),
          name(),
          FixResult.KEPT,
          "%s: %s The fix is not made: %s".formatted(fix.rule(), sentence(fix), objection));
    }

    private static String sentence(ProposedFix fix) {
      String message = fix.message().strip();
      return message.endsWith(".") ? message : message + ".";
    }

    FixResult result() {
      accepted.sort(Comparator.comparingInt(ProposedFix::start));
      return FixResult.of(ProposedFix.apply(source, accepted))
          .withKeptCode(kept)
          .dependingOnOtherFiles();
    }
  }
}
