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

/** Loads the model of a step page: the attempts of the step, and the end of its latest log. */
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
   * The model of a step page.
   *
   * @param attempts the attempts, newest first
   * @param log the last lines of the log of the newest attempt
   * @param whole whether these are all lines of the log
   * @param skipped whether the step was skipped
   */
  record Shown(
      String name, List<AttemptView> attempts, String log, boolean whole, boolean skipped) {

    /** Returns whether the newest attempt is still running, so that more log lines may follow. */
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
