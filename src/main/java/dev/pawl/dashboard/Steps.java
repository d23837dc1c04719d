package dev.pawl.dashboard;

import dev.pawl.workflow.StepLogs;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workflow.Workflows;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a page shows of one step: its attempts, and the end of its last log. */
@Component
class Steps {

  private static final int TAIL = 32 << 10;

  private final Workflows workflows;
  private final StepLogs logs;

  Steps(Workflows workflows, StepLogs logs) {
    this.workflows = workflows;
    this.logs = logs;
  }

  /**
   * One step.
   *
   * @param attempts newest first
   * @param log the last lines of the newest one
   * @param whole whether these are all lines
   * @param skipped whether it was left out
   */
  record Shown(
      String name, List<AttemptView> attempts, String log, boolean whole, boolean skipped) {

    /** Whether there may be more soon. */
    public boolean running() {
      return !attempts.isEmpty() && attempts.getFirst().endedAt() == null;
    }
  }

  Optional<Shown> find(String workflow, String step) {
    return workflows
        .attempts(workflow, step)
        .map(attempts -> {
          if (attempts.isEmpty()) {
            return new Shown(step, List.of(), "", true, isSkipped(workflow, step));
          }
          Path log = logs.file(workflow, step, attempts.getLast().number());
          Optional<Instant> removed =
              Files.isRegularFile(log) ? Optional.empty() : workflows.logsRemoved(workflow);
          return removed
              .map(at ->
                  new Shown(step, attempts.reversed(), "The log was removed at " + at, true, false))
              .orElseGet(() -> shown(step, attempts.reversed(), log));
        });
  }

  private boolean isSkipped(String workflow, String step) {
    return workflows
        .find(workflow)
        .flatMap(view -> view.step(step))
        .filter(view -> view.status() == StepStatus.SKIPPED)
        .isPresent();
  }

  private static Shown shown(String step, List<AttemptView> attempts, Path log) {
    if (!Files.isRegularFile(log)) {
      return new Shown(step, attempts, "", true, false);
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL);
      file.seek(from);
      byte[] end = new byte[(int) (file.length() - from)];
      file.readFully(end);
      String text = new String(end, StandardCharsets.UTF_8);
      return new Shown(
          step,
          attempts,
          from == 0 ? text : text.substring(text.indexOf('\n') + 1),
          from == 0,
          false);
    } catch (IOException gone) {
      return new Shown(step, attempts, "The log cannot be read: " + gone.getMessage(), true, false);
    }
  }
}
