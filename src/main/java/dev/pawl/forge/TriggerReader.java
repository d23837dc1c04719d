package dev.pawl.forge;

import dev.pawl.forge.Trigger.TriggerDefinition;
import dev.pawl.glob.PathPattern;
import dev.pawl.submission.WorkflowTemplateReader;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Parses and validates a trigger, including the workflow that it starts, and reports all errors at once. */
@Component
class TriggerReader {

  /** The label of a workflow that names the trigger that started it. */
  static final String LABEL = "trigger";

  private static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";
  private static final int MAX_GLOBS = 100;
  private static final List<String> ADDED_FIELDS = List.of("target", "report_to");

  private final ForgeConnections connections;
  private final WorkflowTemplateReader templates;

  TriggerReader(ForgeConnections connections, WorkflowTemplateReader templates) {
    this.connections = connections;
    this.templates = templates;
  }

  /**
   * Parses and validates a request body.
   *
   * @throws InvalidRequestException with all errors
   */
  TriggerDefinition read(@Nullable String body) {
    var faults = new ArrayList<ValidationError>();
    TriggerRequest request =
        StrictJsonReader.read(
            body,
            TriggerRequest.class,
            "The body must be a JSON object with name, forge, repository and workflow.",
            faults);
    String name = request.name();
    if (name == null || !name.matches(NAME_PATTERN)) {
      add(
          faults,
          "/name",
          "must be 1 to 63 letters, digits, _ . or -, and begin with a letter or digit");
    }
    Optional<ForgeConnection> connection =
        request.forge() == null ? Optional.empty() : connections.find(request.forge());
    if (connection.isEmpty()) {
      add(faults, "/forge", connections.describeUnknown());
    } else if (connection.get().settings().webhookSecret() == null) {
      add(
          faults,
          "/forge",
          "is a connection without pawl.forge.connections.%s.webhook-secret, so that it receives no events"
              .formatted(connection.get()));
    }
    String repository = checkRepository(request.repository(), connection, faults);
    List<ForgeEvent.Type> events = readEvents(request.events(), faults);
    List<String> branches = readGlobs("/branches", request.branches(), faults);
    List<String> paths = readGlobs("/paths", request.paths(), faults);
    String workflow = readWorkflow(request.workflow(), connection, repository, faults);
    if (!faults.isEmpty() || name == null || connection.isEmpty() || repository == null) {
      throw new InvalidRequestException(faults);
    }
    return new TriggerDefinition(
        name,
        connection.get().name(),
        repository.toLowerCase(Locale.ROOT),
        events,
        branches,
        paths,
        Boolean.TRUE.equals(request.forks()),
        !Boolean.FALSE.equals(request.report()),
        Boolean.TRUE.equals(request.createPullRequest()),
        workflow,
        !Boolean.FALSE.equals(request.enabled()));
  }

  /** Adds an error, unless one such as a wrong type was reported for this location already. */
  private static void add(List<ValidationError> faults, String pointer, String detail) {
    if (faults.stream().noneMatch(fault -> fault.pointer().equals(pointer))) {
      faults.add(new ValidationError(pointer, detail));
    }
  }

  private @Nullable String checkRepository(
      @Nullable String repository,
      Optional<ForgeConnection> connection,
      List<ValidationError> faults) {
    if (repository == null) {
      add(faults, "/repository", "is required, such as team/app");
      return null;
    }
    if (connection.isPresent() && !connection.get().allows(repository)) {
      add(faults, "/repository", "is not " + connections.describeRepositories(connection.get()));
      return null;
    }
    return repository;
  }

  private static List<ForgeEvent.Type> readEvents(
      @Nullable List<ForgeEvent.@Nullable Type> events, List<ValidationError> faults) {
    if (events == null) {
      return List.of(ForgeEvent.Type.values());
    }
    List<ForgeEvent.Type> types = events.stream().filter(Objects::nonNull).distinct().toList();
    if (types.size() < events.size() || types.isEmpty()) {
      add(faults, "/events", "must be push, pull_request or both, each at most once");
    }
    return types;
  }

  private static List<String> readGlobs(
      String pointer, @Nullable List<@Nullable String> globs, List<ValidationError> faults) {
    if (globs == null) {
      return List.of();
    }
    if (globs.size() > MAX_GLOBS) {
      add(faults, pointer, "must contain at most 100 entries");
    }
    var valid = new ArrayList<String>();
    for (int i = 0; i < Math.min(MAX_GLOBS, globs.size()); i++) {
      String glob = globs.get(i);
      Optional<String> rejection =
          glob == null
              ? Optional.of("must be a glob such as src/**")
              : PathPattern.rejectionReason(glob);
      if (glob == null || rejection.isPresent()) {
        add(faults, pointer + "/" + i, rejection.orElse(""));
      } else {
        valid.add(glob);
      }
    }
    return valid;
  }

  private String readWorkflow(
      @Nullable JsonNode workflow,
      Optional<ForgeConnection> connection,
      @Nullable String repository,
      List<ValidationError> faults) {
    for (String field : ADDED_FIELDS) {
      if (workflow != null && workflow.has(field)) {
        add(faults, "/workflow/" + field, "must be absent, because each event adds it");
      }
    }
    if (connection.isEmpty() || repository == null) {
      return "";
    }
    // The default branch is an example of what an event names.
    String url = connection.get().cloneUrl(repository);
    return templates.read(
        workflow,
        LABEL,
        template -> TriggeredSubmission.complete(template, url, null, null, null),
        faults);
  }
}
