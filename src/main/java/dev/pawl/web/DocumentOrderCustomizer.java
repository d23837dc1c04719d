package dev.pawl.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Describes the tags and sorts the OpenAPI document: operations by tag and path, schemas by name. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class DocumentOrderCustomizer implements OpenApiCustomizer {

  /** All tags, in the order in which a new user needs them. */
  private static final List<Tag> TAGS =
      List.of(
          tag("workflows", "Submit, list, follow, cancel, resume and rerun workflows."),
          tag("bulk actions", "Cancel, resume and rerun many workflows at once."),
          tag("steps", "The steps of a workflow, their attempts and logs."),
          tag("events", "The events of a workflow, as pages or as a stream."),
          tag("results", "What a workflow found and changed: findings, patch, files and reports."),
          tag("findings", "Search the findings of targets, and accept or resolve them."),
          tag("callbacks", "The notifications that a workflow sent to its callback_url."),
          tag(
              "forges",
              "Report workflows on GitHub, GitLab and Gitea, and start them for events there."),
          tag("webhooks", "The requests that Pawl sends to the callback_url of a workflow."),
          tag("plans", "Preview the plan of a request without running it."),
          tag("workflow types", "The kinds of workflows that can be requested."),
          tag("commands", "The commands that steps run, and their dependencies."),
          tag("rules", "The rules that findings violate, and their severities."),
          tag("targets", "The configuration of a target, and snapshots of targets."),
          tag("archives", "Upload code as an archive."),
          tag("sessions", "Lines of work on one target, whose workflows share state."),
          tag("schedules", "Submit workflows at the times of a cron expression."),
          tag("operations", "Nodes, agents, locks, cache and activity of the installation."),
          tag("security", "API tokens, credentials for git, and the audit log."));

  private static Tag tag(String name, String description) {
    return new Tag().name(name).description(description);
  }

  @Override
  public void customise(OpenAPI api) {
    api.setTags(TAGS);
    api.setPaths(sort(api.getPaths()));
    api.getPaths()
        .values()
        .forEach(path ->
            path.readOperations().forEach(operation -> operation.setResponses(sort(operation))));
    @SuppressWarnings("rawtypes") // So are those of the library.
    Map<String, Schema> schemas = api.getComponents().getSchemas();
    api.getComponents().setSchemas(new TreeMap<>(schemas));
  }

  private static Paths sort(Paths paths) {
    var sorted = new Paths();
    paths.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, PathItem> path) -> position(path.getValue()))
                .thenComparing(Map.Entry::getKey))
        .forEach(path -> sorted.addPathItem(path.getKey(), path.getValue()));
    return sorted;
  }

  /** Returns the position of the tag of the first operation. */
  private static int position(PathItem path) {
    String tag = path.readOperations().getFirst().getTags().getFirst();
    return TAGS.stream().map(Tag::getName).toList().indexOf(tag);
  }

  private static ApiResponses sort(Operation operation) {
    var sorted = new ApiResponses();
    new TreeMap<>(operation.getResponses()).forEach(sorted::addApiResponse);
    return sorted;
  }
}
