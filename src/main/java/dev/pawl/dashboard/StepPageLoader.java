package dev.pawl.dashboard;

import dev.pawl.workflow.StepLogService;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView.AttemptView;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/** Loads the model of a step page: the attempts of the step, and the end of its latest log. */
@Component
class StepPageLoader {

  private static final int LOG_TAIL_BYTES = 64 << 10;
  private static final LogLines NO_LINES = new LogLines(List.of(), List.of());

  private final WorkflowService workflows;
  private final StepLogService logs;

  StepPageLoader(WorkflowService workflows, StepLogService logs) {
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
          Optional<Resource> log = logs.find(workflow, step, attempts.getLast().number());
          Optional<Instant> removed =
              log.isPresent() ? Optional.empty() : workflows.findLogDeletionTime(workflow);
          return removed
              .map(at ->
                  new StepPage(
                      step,
                      attempts.reversed(),
                      LogLines.of("The log was removed at " + at, 1),
                      true,
                      false))
              .orElseGet(() -> readLogTail(step, attempts.reversed(), log.orElse(null)));
        });
  }

  private boolean isSkipped(String workflow, String step) {
    return workflows
        .find(workflow)
        .flatMap(view -> view.step(step))
        .filter(view -> view.status() == StepStatus.SKIPPED)
        .isPresent();
  }

  private static StepPage readLogTail(
      String step, List<AttemptView> attempts, @Nullable Resource log) {
    if (log == null) {
      return new StepPage(step, attempts, NO_LINES, true, false);
    }
    try {
      return log.isFile()
          ? readFileTail(step, attempts, log.getFile())
          : new StepPage(
              step,
              attempts,
              LogLines.of(log.getContentAsString(StandardCharsets.UTF_8), 1),
              true,
              false);
    } catch (IOException e) {
      return new StepPage(
          step, attempts, LogLines.of("The log cannot be read: " + e.getMessage(), 1), true, false);
    }
  }

  private static StepPage readFileTail(String step, List<AttemptView> attempts, File log)
      throws IOException {
    try (var file = new RandomAccessFile(log, "r")) {
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
