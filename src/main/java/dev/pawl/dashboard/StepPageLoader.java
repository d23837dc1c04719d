package dev.pawl.dashboard;

import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workspace.StepLogStorage;
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

  private static final int LOG_TAIL_BYTES = 64 << 10;
  private static final LogLines NO_LINES = new LogLines(List.of(), List.of());

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
      String name, List<AttemptView> attempts, LogLines log, boolean complete, boolean skipped) {

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
            return new StepPage(step, List.of(), NO_LINES, true, isSkipped(workflow, step));
          }
          Path log = logs.file(workflow, step, attempts.getLast().number());
          Optional<Instant> removed =
              Files.isRegularFile(log) ? Optional.empty() : workflows.findLogDeletionTime(workflow);
          return removed
              .map(at ->
                  new StepPage(
                      step,
                      attempts.reversed(),
                      LogLines.of("The log was removed at " + at, 1),
                      true,
                      false))
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
      return new StepPage(step, attempts, NO_LINES, true, false);
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long offset = Math.max(0, file.length() - LOG_TAIL_BYTES);
      long linesBefore = countLines(file, offset);
      file.seek(offset);
      byte[] tail = new byte[(int) (file.length() - offset)];
      file.readFully(tail);
      String text = new String(tail, StandardCharsets.UTF_8);
      return new StepPage(
          step,
          attempts,
          offset == 0
              ? LogLines.of(text, 1)
              : LogLines.of(text.substring(text.indexOf('\n') + 1), linesBefore + 2),
          offset == 0,
          false);
    } catch (IOException e) {
      return new StepPage(
          step, attempts, LogLines.of("The log cannot be read: " + e.getMessage(), 1), true, false);
    }
  }

  /** Counts the ends of lines before an offset; logs have at most 10 MiB. */
  private static long countLines(RandomAccessFile file, long offset) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long lines = 0;
    file.seek(0);
    for (long left = offset; left > 0; ) {
      int length = file.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (length < 0) {
        break;
      }
      for (int i = 0; i < length; i++) {
        lines += buffer[i] == '\n' ? 1 : 0;
      }
      left -= length;
    }
    return lines;
  }
}
