package dev.pawl.workspace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Stores the log of each attempt as a text file. */
@Component
public class StepLogStorage {

  private static final long MAX_BYTES = 10L << 20;

  private final WorkspaceService workspaces;
  private final Clock clock;
  private final Set<StepLog> openLogs = ConcurrentHashMap.newKeySet();

  StepLogStorage(WorkspaceService workspaces, Clock clock) {
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /** Returns the folder of the files that are retained after the end of a workflow. */
  public Path folder(String workflow) {
    return workspaces.workflowFolder(workflow);
  }

  /** Returns the path of the log of an attempt, which may not exist yet. */
  public Path file(String workflow, String step, int attempt) {
    return workspaces.logFolder(workflow).resolve(step + "." + attempt + ".log");
  }

  /**
   * Opens the log of a new attempt and writes its header.
   *
   * @param arguments the name of the target and the arguments of the command, on one line
   */
  public StepLog open(String workflow, String step, int attempt, String command, String arguments) {
    Path folder = workspaces.logFolder(workflow);
    Path file = file(workflow, step, attempt);
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      var writer =
          Files.newBufferedWriter(
              file,
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      var log = new StepLog(writer, openLogs::remove);
      openLogs.add(log);
      log.write(
          "Step: " + step,
          "Function: " + command,
          "Args: " + arguments,
          "Started: " + clock.instant().truncatedTo(ChronoUnit.SECONDS),
          "---");
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns, for each step that this node runs, the time since its log has grown. */
  public List<Duration> silences() {
    long now = System.nanoTime();
    return openLogs.stream().map(log -> Duration.ofNanos(now - log.writtenAt)).toList();
  }

  /** The writable log of one attempt; each line is flushed. */
  public static final class StepLog implements AutoCloseable {

    private static final int MAX_LAST_LINE_LENGTH = 2000;
    private static final int MAX_LAST_LINES = 20;

    private final BufferedWriter writer;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private long written;
    private boolean truncated;
    private volatile long writtenAt = System.nanoTime();
    private final Consumer<StepLog> onClose;

    StepLog(BufferedWriter writer, Consumer<StepLog> onClose) {
      this.writer = writer;
      this.onClose = onClose;
    }

    /** Appends a line; beyond 10 MiB the log is truncated, which one last line states. */
    public synchronized void appendLine(String text) {
      writtenAt = System.nanoTime();
      lastLines.addLast(
          text.length() > MAX_LAST_LINE_LENGTH ? text.substring(0, MAX_LAST_LINE_LENGTH) : text);
      if (lastLines.size() > MAX_LAST_LINES) {
        lastLines.removeFirst();
      }
      if (truncated) {
        return;
      }
      written += text.length() + 1L;
      truncated = written > MAX_BYTES;
      write(truncated ? "[log truncated: more than 10 MiB]" : text);
    }

    private void write(String... lines) {
      try {
        for (String line : lines) {
          writer.write(line);
          writer.newLine();
        }
        writer.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Returns the last lines, at most 20, oldest first. */
    public synchronized List<String> lastLines() {
      return List.copyOf(lastLines);
    }

    /** Appends the result, the status and the duration. */
    public synchronized void end(boolean success, String summary, Duration duration) {
      write(
          (success ? "Result: " : "Error: ") + summary,
          "Status: " + (success ? "SUCCESS" : "FAILED"),
          "Duration: " + duration.toSeconds() + "s");
    }

    @Override
    public synchronized void close() {
      onClose.accept(this);
      try {
        writer.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
