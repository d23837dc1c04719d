package dev.pawl.forge;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to create or replace a trigger.
 *
 * @param name the name, which its workflows carry as the label {@code trigger}
 * @param forge the name of a connection that the operator configured
 * @param repository the full name of the repository, such as {@code team/app}
 * @param events the events that start a workflow: push and pull_request (new commits of a pull or merge request); both if
 *     absent
 * @param branches the globs of the branches that are pushed to, or into which a pull request is to be merged; all if
 *     absent
 * @param paths the globs of the files of which at least one must have changed; all if absent
 * @param forks whether pull requests from other repositories start workflows, which are always dry runs; false if absent
 * @param report whether the workflows are reported on the commit and the pull request; true if absent
 * @param createPullRequest whether a pull request is created for the branch with the result of a push; false if absent
 * @param workflow the workflow to start, as for {@code POST /api/v1/workflows}, without {@code target} and {@code
 *     report_to}, which are added. In {@code scope.changed_since}, {@code {base}} is replaced by the base branch of the
 *     pull request, or the commit before the push
 * @param enabled whether the trigger starts workflows; true if absent
 */
@Schema(name = "TriggerRequest")
record TriggerRequest(
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            pattern = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}",
            example = "pull-requests")
        String name,
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "company")
        String forge,
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "team/app")
        String repository,
    @Nullable List<ForgeEvent.@Nullable Type> events,
    @Nullable List<@Nullable String> branches,
    @Nullable List<@Nullable String> paths,
    @Nullable Boolean forks,
    @Nullable Boolean report,
    @Nullable Boolean createPullRequest,
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            types = "object",
            implementation = Object.class)
        JsonNode workflow,
    @Nullable Boolean enabled) {}
