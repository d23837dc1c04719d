package dev.pawl.workspace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Writes the logs of attempts. A log is kept in memory for a moment, because most attempts end within it: their few lines
 * are stored with their result. A longer log is a text file.
 */
@Component
public class StepLogStorage {

  private static final long MAX_BYTES = 10L << 20;

  /** The time after which a log is written to its file, so that it can be followed. */
  private static final Duration MAX_BUFFER_TIME = Duration.ofMillis(200);

  private final WorkspaceService workspaces;
  private final StepLogObjects objects;
  private final Clock clock;
  private final Set<StepLog> openLogs = ConcurrentHashMap.newKeySet();

  StepLogStorage(WorkspaceService workspaces, StepLogObjects objects, Clock clock) {
    this.workspaces = workspaces;
    this.objects = objects;
    this.clock = clock;
  }

  /** Returns the folder of the files that are retained after the end of a workflow. */
  public Path folder(String workflow) {
    return workspaces.workflowFolder(workflow);
  }

  /** Returns the path of the log of an attempt, which does not exist if the log is short, or has not been written yet. */
  public Path file(String workflow, String step, int attempt) {
    return workspaces.logFolder(workflow).resolve(step + "." + attempt + ".log");
  }

  /** Returns what has been copied to the object store of a log that has no file on this node. */
  public Optional<byte[]> findCopy(String workflow, String step, int attempt) throws IOException {
    return objects.find(file(workflow, step, attempt));
  }

  /** Deletes the files of the logs of a workflow on this node, and not the copies in the object store. */
  public void deleteFiles(String workflow) {
    FileSystemUtils.deleteRecursively(workspaces.logFolder(workflow).toFile());
  }

  /** Deletes the logs of a workflow. */
  public void deleteAll(String workflow) throws IOException {
    FileSystemUtils.deleteRecursively(workspaces.logFolder(workflow));
    objects.deleteAll(workflow);
  }

  /**
   * Opens the log of a new attempt and appends its header.
   *
   * @param arguments the name of the target and the arguments of the command, on one line
   */
  public StepLog open(String workflow, String step, int attempt, String command, String arguments) {
    Path file = file(workflow, step, attempt);
    var log =
        new StepLog(
            file,
            objects::add,
            closed -> {
              openLogs.remove(closed);
              objects.complete(file);
            });
    log.write(
        "Step: " + step,
        "Function: " + command,
        "Args: " + arguments,
        "Started: " + clock.instant().truncatedTo(ChronoUnit.SECONDS),
        "---");
    openLogs.add(log);
    return log;
  }

  /** Writes the logs that have been kept in memory for long enough to their files. */
  @Scheduled(fixedDelay = 100, timeUnit = TimeUnit.MILLISECONDS)
  void writeBufferedLogs() {
    long now = System.nanoTime();
    for (StepLog log : openLogs) {
      if (now - log.openedAt >= MAX_BUFFER_TIME.toNanos()) {
        log.writeToFile();
      }
    }
  }

  /** Returns, for each step that this node runs, the time since its log has grown. */
  public List<Duration> silences() {
    long now = System.nanoTime();
    return openLogs.stream().map(log -> Duration.ofNanos(now - log.writtenAt)).toList();
  }

  /** The log of one attempt. Once it is a file, each line is flushed. */
  public static final class StepLog implements AutoCloseable {

    private static final int MAX_BUFFERED_CHARS = 4096;
    private static final int MAX_LAST_LINE_LENGTH = 2000;
    private static final int MAX_LAST_LINES = 20;

    private final Path file;
    private final Consumer<Path> onFile;
    private final Consumer<StepLog> onClose;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final long openedAt = System.nanoTime();
    private final StringBuilder buffer = new StringBuilder();
    private @Nullable BufferedWriter writer;
    private long written;
    private boolean truncated;
    private boolean closed;
    private volatile long writtenAt = openedAt;

    StepLog(Path file, Consumer<Path> onFile, Consumer<StepLog> onClose) {
      this.file = file;
      this.onFile = onFile;
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

    private synchronized void write(String... lines) {
      for (String line : lines) {
        buffer.append(line).append('\n');
      }
      if (writer != null || buffer.length() > MAX_BUFFERED_CHARS) {
        writeToFile();
      }
    }

    /** Appends the lines that are still in memory to the file. */
    private synchronized void writeToFile() {
      if (closed || buffer.isEmpty()) {
        return;
      }
      try {
        if (writer == null) {
          writer = openFile();
          onFile.accept(file);
        }
        writer.append(buffer).flush();
        buffer.setLength(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private BufferedWriter openFile() throws IOException {
      Path folder = Objects.requireNonNull(file.getParent());
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      OutputStream out =
          Files.newOutputStream(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      // A writer of Files would fail on half a surrogate pair; this one replaces it.
      return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
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

    /** Closes the log without a file, and returns its text to be stored elsewhere; empty if it has a file. */
    public synchronized Optional<String> closeInMemory() {
      // PostgreSQL stores no NUL in a text.
      if (writer != null || buffer.indexOf("\0") >= 0) {
        return Optional.empty();
      }
      closed = true;
      // Replaces half a surrogate pair, which is no text for PostgreSQL, either.
      return Optional.of(
          new String(buffer.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    /** Writes what is still in memory to the file, and closes it. */
    @Override
    public synchronized void close() {
      try {
        writeToFile();
      } finally {
        closed = true;
        closeFile();
        onClose.accept(this);
      }
    }

    private void closeFile() {
      try {
        if (writer != null) {
          writer.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
