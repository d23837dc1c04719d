package dev.pawl.tool.pmd;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PmdAnalysis;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.rule.RuleSet;
import net.sourceforge.pmd.reporting.Report;
import net.sourceforge.pmd.reporting.RuleViolation;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks for likely mistakes in Java by the rules of {@code rules.xml}; they need no class path. */
@Component
class Pmd implements Checker {

  private static final int BATCH = 250;

  private @Nullable RuleSet rules;

  @Override
  public String name() {
    return "pmd";
  }

  @Override
  public boolean handles(String path) {
    return SourceFile.extension(path).equals("java");
  }

  @Override
  public List<Finding> check(List<WorkspaceFile> files) throws InterruptedException {
    var findings = new ArrayList<Finding>();
    for (int from = 0; from < files.size(); from += BATCH) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      findings.addAll(analyse(files.subList(from, Math.min(from + BATCH, files.size()))));
    }
    return findings;
  }

  private List<Finding> analyse(List<WorkspaceFile> files) {
    var java = LanguageRegistry.PMD.getLanguageById("java");
    var configuration = new PMDConfiguration(LanguageRegistry.singleton(java));
    configuration.setIgnoreIncrementalAnalysis(true);
    configuration.setThreads(Runtime.getRuntime().availableProcessors());
    Map<String, String> paths = new HashMap<>();
    try (PmdAnalysis analysis = PmdAnalysis.create(configuration)) {
      analysis.addRuleSet(rules(analysis));
      for (WorkspaceFile file : files) {
        analysis.files().addFile(file.file(), java);
        paths.put(file.file().toString(), file.path());
      }
      Report report = analysis.performAnalysisAndCollectReport();
      return report.getViolations().stream().map(violation -> finding(violation, paths)).toList();
    }
  }

  /** Reading the rules takes longer than a small target; an analysis works on a copy of them. */
  private synchronized RuleSet rules(PmdAnalysis analysis) {
    if (rules == null) {
      rules = analysis.newRuleSetLoader().loadFromResource("dev/pawl/tool/pmd/rules.xml");
    }
    return rules;
  }

  private Finding finding(RuleViolation violation, Map<String, String> paths) {
    String absolute = violation.getFileId().getAbsolutePath();
    Severity severity =
        violation.getRule().getPriority().getPriority() <= 3 ? Severity.WARNING : Severity.INFO;
    return Finding.at(
            paths.getOrDefault(absolute, absolute),
            violation.getBeginLine(),
            violation.getBeginColumn(),
            severity,
            name(),
            violation.getRule().getName(),
            violation.getDescription())
        .until(violation.getEndLine(), violation.getEndColumn());
  }
}
