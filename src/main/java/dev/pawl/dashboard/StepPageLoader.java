package dev.pawl.dashboard;

import dev.pawl.workflow.StepLogStorage;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView.AttemptView;
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
class StepPageLoader {

  private static final int LOG_TAIL_BYTES = 32 << 10;

  private final WorkflowService workflows;
  private final StepLogStorage logs;

  StepPageLoader(WorkflowService workflows, StepLogStorage logs) {
    this.workflows = workflows;
    this.logs = logs;
  }

  /**
   * The model of a step page.
   *
   * @param attempts the attempts, newest first
   * @param log the last lines of the log of the newest attempt
   * @param complete whether these are all lines of the log
   * @param skipped whether the step was skipped
   */
  record StepPage(
      String name, List<AttemptView> attempts, String log, boolean complete, boolean skipped) {

    /** Returns whether the newest attempt is still running, so that more log lines may follow. */
    public boolean running() {
      return !attempts.isEmpty() && attempts.getFirst().endedAt() == null;
    }
  }

  Optional<StepPage> find(String workflow, String step) {
    return workflows
        .attempts(workflow, step)
        .map(attempts -> {
          if (attempts.isEmpty()) {
            return new StepPage(step, List.of(), "", true, isSkipped(workflow, step));
          }
          Path log = logs.file(workflow, step, attempts.getLast().number());
          Optional<Instant> removed =
              Files.isRegularFile(log) ? Optional.empty() : workflows.findLogDeletionTime(workflow);
          return removed
              .map(at ->
                  new StepPage(
                      step, attempts.reversed(), "The log was removed at " + at, true, false))
              .orElseGet(() -> readLogTail(step, attempts.reversed(), log));
        });
  }

  private boolean isSkipped(String workflow, String step) {
    return workflows
        .find(workflow)
        .flatMap(view -> view.step(step))
        .filter(view -> view.status() == StepStatus.SKIPPED)
        .isPresent();
  }

  private static StepPage readLogTail(String step, List<AttemptView> attempts, Path log) {
    if (!Files.isRegularFile(log)) {
      return new StepPage(step, attempts, "", true, false);
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long offset = Math.max(0, file.length() - LOG_TAIL_BYTES);
      file.seek(offset);
      byte[] tail = new byte[(int) (file.length() - offset)];
      file.readFully(tail);
      String text = new String(tail, StandardCharsets.UTF_8);
      return new StepPage(
          step,
          attempts,
          offset == 0 ? text : text.substring(text.indexOf('\n') + 1),
          offset == 0,
          false);
    } catch (IOException e) {
      return new StepPage(step, attempts, "The log cannot be read: " + e.getMessage(), true, false);
    }
  }
}
