package dev.pawl.forge;

import dev.pawl.forge.Trigger.TriggerDefinition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Completes the workflow of a trigger with the commit of an event. */
final class TriggeredSubmission {

  private static final String BASE = "{base}";

  private TriggeredSubmission() {}

  /**
   * Returns the request body of the submission for an event. Values of the event, such as the name of a branch, are
   * inserted as values only and cannot change the structure.
   */
  static String of(TriggerDefinition trigger, ForgeConnection connection, ForgeEvent event) {
    var template = (ObjectNode) JsonMapper.shared().readTree(trigger.workflowJson());
    complete(
        template,
        connection.cloneUrl(event.repository()),
        event.ref(),
        event.commit(),
        event.base());
    if (event.fork()) {
      // The code of strangers is examined, and never published to the repository.
      template.put("dry_run", true);
    }
    if (trigger.report() && connection.settings().credential() != null) {
      ObjectNode reportTo = template.putObject("report_to");
      reportTo.put("forge", connection.name());
      reportTo.put("name", trigger.name());
      if (event.pullRequest() != null) {
        reportTo.put("pull_request", event.pullRequest().longValue());
      } else {
        reportTo.put("create_pull_request", trigger.createPullRequest());
      }
    }
    return template.toString();
  }

  /**
   * Adds the target, and replaces the placeholder of the base.
   *
   * @param ref the ref; the default branch if absent
   * @param commit the commit; that of the ref if absent
   * @param base the base; if absent, the scope is not limited to what has changed
   */
  static ObjectNode complete(
      ObjectNode template,
      String url,
      @Nullable String ref,
      @Nullable String commit,
      @Nullable String base) {
    ObjectNode git = template.putObject("target").putObject("git").put("url", url);
    if (ref != null) {
      git.put("ref", ref);
    }
    if (commit != null) {
      git.put("commit", commit);
    }
    if (template.path("scope") instanceof ObjectNode scope
        && scope.path("changed_since").asString("").equals(BASE)) {
      if (base == null) {
        scope.remove("changed_since");
        scope.remove("lines");
      } else {
        scope.put("changed_since", base);
      }
    }
    return template;
  }
}
