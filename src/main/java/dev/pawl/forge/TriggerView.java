package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The API representation of a trigger.
 *
 * @param triggerId the id of the trigger
 * @param name the name, which its workflows carry as the label {@code trigger}
 * @param forge the name of the connection
 * @param repository the full name of the repository, in lower case
 * @param events the events that start a workflow
 * @param branches the globs of branches; all if empty
 * @param paths the globs of changed files; all if empty
 * @param forks whether pull requests from other repositories start workflows
 * @param report whether the workflows are reported on the forge
 * @param createPullRequest whether a pull request is created for the branch with the result of a push
 * @param workflow the workflow to start, as it was given
 * @param enabled whether the trigger starts workflows
 * @param hook the path to which the forge sends events
 * @param lastEventAt the time of the last matching event; absent if there was none
 * @param lastWorkflowId the id of the last started workflow
 * @param lastError the reason why the last event started no workflow; absent if it did
 * @param project the owning project; absent if the trigger belongs to none
 * @param createdBy the name of the token with which the trigger was created
 * @param createdAt the time of creation
 * @param updatedAt the time of the last change of the definition
 */
@Schema(name = "Trigger")
record TriggerView(
    UUID triggerId,
    String name,
    String forge,
    String repository,
    List<ForgeEvent.Type> events,
    List<String> branches,
    List<String> paths,
    boolean forks,
    boolean report,
    boolean createPullRequest,
    @JsonRawValue @Schema(types = "object") String workflow,
    boolean enabled,
    String hook,
    @Nullable Instant lastEventAt,
    @Nullable String lastWorkflowId,
    @Nullable String lastError,
    @Nullable String project,
    @Nullable String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  static TriggerView of(Trigger trigger) {
    var definition = trigger.definition();
    return new TriggerView(
        trigger.id(),
        definition.name(),
        definition.forge(),
        definition.repository(),
        definition.events(),
        definition.branches(),
        definition.paths(),
        definition.forks(),
        definition.report(),
        definition.createPullRequest(),
        definition.workflowJson(),
        definition.enabled(),
        "/api/v1/hooks/" + definition.forge(),
        trigger.lastEventAt(),
        trigger.lastWorkflowId(),
        trigger.lastError(),
        trigger.project(),
        trigger.createdBy(),
        trigger.createdAt(),
        trigger.updatedAt());
  }
}
