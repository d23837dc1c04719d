package dev.pawl.finding;

import dev.pawl.command.Fingerprint;
import dev.pawl.finding.ExaminedWorkflow.ExaminedStep;
import dev.pawl.snapshot.SnapshotGoneException;
import dev.pawl.snapshot.SnapshotReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Records what workflows have found in whole targets, so that the findings of a target are known over time, and keeps the
 * fingerprints of findings in renamed files.
 */
@Service
public class ExaminationService {

  private final ExaminationRepository examinations;
  private final FindingRepository findings;
  private final BaselineService baselines;
  private final ExaminedWorkflows workflows;
  private final SnapshotReader snapshots;

  ExaminationService(
      ExaminationRepository examinations,
      FindingRepository findings,
      BaselineService baselines,
      ExaminedWorkflows workflows,
      SnapshotReader snapshots) {
    this.examinations = examinations;
    this.findings = findings;
    this.baselines = baselines;
    this.workflows = workflows;
    this.snapshots = snapshots;
  }

  /**
   * Records the examinations of an ended workflow, and removes the findings from the baseline that no longer occur. Takes
   * part in the transaction of its caller.
   */
  public void record(ExaminedWorkflow workflow, Instant now) {
    if (!workflow.wholeTarget()) {
      return;
    }
    examinations.deleteByWorkflow(workflow.id());
    var tools = new TreeSet<String>();
    var steps = new ArrayList<UUID>();
    for (Map.Entry<String, ExaminedStep> examination : examinationsOf(workflow).entrySet()) {
      ExaminedStep step = examination.getValue();
      examinations.add(workflow, step.id(), examination.getKey(), step.tree(), now);
      steps.add(step.id());
      if (step.arguments().isBlank()) {
        tools.addAll(step.checkers());
        tools.addAll(findings.findTools(step.id()));
        ReportingSteps.toolOf(step).ifPresent(tools::add);
      }
    }
    if (!tools.isEmpty()) {
      baselines.removeFixed(workflow, tools, steps);
    }
  }

  /** Returns the last steps of each examination that have seen the files of the target, and not those of a dry run. */
  private static Map<String, ExaminedStep> examinationsOf(ExaminedWorkflow workflow) {
    var steps = new LinkedHashMap<String, ExaminedStep>();
    for (ExaminedStep step : workflow.steps()) {
      boolean seesTarget =
          workflow.resultInTarget() || Objects.equals(step.tree(), workflow.snapshot());
      if (step.completed() && seesTarget && ReportingSteps.isExamination(step)) {
        steps.put(ReportingSteps.examination(step), step);
      }
    }
    return steps;
  }

  /**
   * Returns the keys of files that were renamed since the last examination by the same command.
   *
   * @param step the step whose findings get fingerprints
   * @param tree the tree of the submitted files
   */
  public FileKeys findFileKeys(UUID workflow, UUID step, String tree) throws IOException {
    Optional<ExaminedWorkflow> found = workflows.findExamined(workflow);
    Optional<String> command =
        found.flatMap(examined -> examined.findStep(step)).map(ReportingSteps::examination);
    return found.isEmpty() || command.isEmpty()
        ? FileKeys.NONE
        : findFileKeys(found.get(), command.get(), tree);
  }

  private FileKeys findFileKeys(ExaminedWorkflow workflow, String command, String tree)
      throws IOException {
    Optional<Examination> last =
        examinations.findLast(TargetKey.of(workflow), workflow.ref(), command);
    if (last.isEmpty()) {
      return FileKeys.NONE;
    }
    Map<String, String> known = examinations.findFileKeys(last.get().step());
    var keys = new HashMap<String, String>();
    known.forEach((file, key) -> {
      if (!key.equals(Fingerprint.fileKey(file))) {
        keys.put(file, key);
      }
    });
    String lastTree = last.get().tree();
    if (lastTree != null && !lastTree.equals(tree)) {
      try {
        snapshots
            .renamedFiles(workflow.target(), lastTree, tree, known::containsKey)
            .forEach((newPath, oldPath) ->
                keys.put(newPath, Objects.requireNonNull(known.get(oldPath))));
      } catch (SnapshotGoneException ignored) {
        // Without the earlier snapshot, findings of files that were renamed since are new.
        return new FileKeys(keys);
      }
    }
    return new FileKeys(keys);
  }
}
