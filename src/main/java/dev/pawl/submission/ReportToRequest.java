package dev.pawl.submission;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The requested place on a forge where a workflow is reported. The target must be a repository of the forge.
 *
 * @param forge the name of a connection that the operator configured
 * @param pullRequest the number of the pull or merge request that gets a comment; no comment if absent
 * @param createPullRequest whether a pull request is created for the branch with the result; the target must name the
 *     branch into which it is to be merged
 * @param name the name of the status of the commit, behind {@code pawl/}; {@code pawl} if absent
 */
@Schema(name = "ReportToRequest")
public record ReportToRequest(
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "company")
        String forge,
    @Nullable Long pullRequest,
    @Nullable Boolean createPullRequest,
    @Nullable @Schema(pattern = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}") String name) {}
