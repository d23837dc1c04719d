package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The place on a forge where a workflow is reported.
 *
 * @param forge the name of the connection
 * @param repository the full name of the repository, such as {@code team/app}
 * @param pullRequest the number of the pull or merge request that gets a comment; absent for none
 * @param createPullRequest whether a pull request is created for the branch with the result
 * @param base the branch into which that pull request is to be merged; absent for none
 * @param context the name of the status of the commit, such as {@code pawl} or {@code pawl/style}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ReportTo")
public record ReportTo(
    String forge,
    String repository,
    @Nullable Long pullRequest,
    boolean createPullRequest,
    @Nullable String base,
    String context) {}
