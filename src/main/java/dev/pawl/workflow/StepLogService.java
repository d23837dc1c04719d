package dev.pawl.workflow;

import dev.pawl.workspace.StepLogStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Reads the logs of attempts. A short one is stored with its attempt; a longer one is a file of the node, which the other
 * nodes read in the shared folder or in the object store.
 */
@Service
public class StepLogService {

  private static final String ATTEMPTS =
      """
      select s.name as step, a.number, a.status = 'RUNNING' as running, a.log
      from workflow w join phase p on p.workflow_id = w.id join step s on s.phase_id = p.id
        join attempt a on a.step_id = s.id
      where w.name = ?
      """;

  private final JdbcClient client;
  private final StepLogStorage storage;

  StepLogService(JdbcClient client, StepLogStorage storage) {
    this.client = client;
    this.storage = storage;
  }

  /** The log of an attempt; its name is {@code STEP.ATTEMPT.log}. */
  public record NamedLog(String name, Resource content) {}

  private record LoggedAttempt(String step, short number, boolean running, @Nullable String log) {}

  /** Returns the log of an attempt, which is empty while nothing of it has been written yet; empty if there is none. */
  public Optional<Resource> find(String workflow, String step, int attempt) {
    Path file = storage.file(workflow, step, attempt);
    if (Files.isRegularFile(file)) {
      return Optional.of(new FileSystemResource(file));
    }
    return client
        .sql(ATTEMPTS + " and s.name = ? and a.number = ?")
        .params(workflow, step, attempt)
        .query(LoggedAttempt.class)
        .optional()
        .flatMap(logged -> content(workflow, logged));
  }

  /** Returns the logs of all attempts of a workflow, in the order of their steps. */
  public List<NamedLog> findAll(String workflow) {
    var logs = new ArrayList<NamedLog>();
    client
        .sql(ATTEMPTS + " order by s.name, a.number")
        .param(workflow)
        .query(LoggedAttempt.class)
        .list()
        .forEach(logged ->
            content(workflow, logged)
                .ifPresent(content ->
                    logs.add(
                        new NamedLog(logged.step() + "." + logged.number() + ".log", content))));
    return logs;
  }

  private Optional<Resource> content(String workflow, LoggedAttempt attempt) {
    if (attempt.log() != null) {
      return Optional.of(resource(attempt.log().getBytes(StandardCharsets.UTF_8)));
    }
    Path file = storage.file(workflow, attempt.step(), attempt.number());
    if (Files.isRegularFile(file)) {
      return Optional.of(new FileSystemResource(file));
    }
    try {
      Optional<Resource> copy =
          storage
              .findCopy(workflow, attempt.step(), attempt.number())
              .map(StepLogService::resource);
      return copy.isEmpty() && attempt.running() ? Optional.of(resource(new byte[0])) : copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Resource resource(byte[] content) {
    return new ByteArrayResource(content);
  }
}
