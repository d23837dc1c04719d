package dev.pawl.workflow;

import dev.pawl.workspace.Workspaces;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.stereotype.Component;

/** Stores the log of each attempt as a text file. */
@Component
public class StepLogs {

  private static final long MOST_BYTES = 10L << 20;

  private final Workspaces workspaces;
  private final Clock clock;

  StepLogs(Workspaces workspaces, Clock clock) {
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /** Returns the folder of the files that are retained after the end of a workflow. */
  public Path folder(String workflow) {
    return workspaces.folder(workflow);
  }

  /** Returns the path of the log of an attempt, which may not exist yet. */
  public Path file(String workflow, String step, int attempt) {
    return workspaces.logs(workflow).resolve(step + "." + attempt + ".log");
  }

  /** Opens the log of a new attempt and writes its header. */
  public StepLog open(String workflow, Work.RunStep step) {
    Path file = file(workflow, step.name(), step.attempt());
    try {
      Files.createDirectories(file.getParent());
      var writer =
          Files.newBufferedWriter(
              file,
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      var log = new StepLog(writer);
      log.line("Step: " + step.name());
      log.line("Function: " + step.command());
      String arguments = step.arguments().replaceAll("\\s+", " ").strip();
      log.line("Args: " + (step.target().name() + " " + arguments).strip());
      log.line("Started: " + Metadata.text(clock.instant()));
      log.line("---");
      log.last.clear();
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The writable log of one attempt; each line is flushed. */
  public static final class StepLog implements AutoCloseable {

    private static final int LONGEST_LAST = 2000;
    private static final int REMEMBERED = 20;

    private final BufferedWriter writer;
    private final Deque<String> last = new ArrayDeque<>();
    private long written;
    private boolean cut;

    StepLog(BufferedWriter writer) {
      this.writer = writer;
    }

    /** Appends a line; beyond 10 MiB the log is truncated, which one last line states. */
    public synchronized void line(String text) {
      last.addLast(text.length() > LONGEST_LAST ? text.substring(0, LONGEST_LAST) : text);
      if (last.size() > REMEMBERED) {
        last.removeFirst();
      }
      if (cut) {
        return;
      }
      written += text.length() + 1L;
      cut = written > MOST_BYTES;
      write(cut ? "[log truncated: more than 10 MiB]" : text);
    }

    private void write(String text) {
      try {
        writer.write(text);
        writer.newLine();
        writer.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Returns the last lines, at most 20, oldest first. */
    public synchronized List<String> last() {
      return List.copyOf(last);
    }

    /** Appends the result, the status and the duration. */
    public synchronized void end(boolean success, String summary, Duration took) {
      write((success ? "Result: " : "Error: ") + summary);
      write("Status: " + (success ? "SUCCESS" : "FAILED"));
      write("Duration: " + took.toSeconds() + "s");
    }

    @Override
    public synchronized void close() {
      try {
        writer.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
