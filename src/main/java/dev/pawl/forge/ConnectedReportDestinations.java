package dev.pawl.forge;

import dev.pawl.submission.ReportDestinations;
import dev.pawl.submission.ReportToRequest;
import dev.pawl.target.Target;
import dev.pawl.workflow.ReportTo;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;

/** Allows reports on the repository that a workflow examines, if a connection leads to it. */
@Component
class ConnectedReportDestinations implements ReportDestinations {

  /** The name of all statuses, or what it begins with, so that the statuses of other services are left alone. */
  static final String CONTEXT = "pawl";

  private static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

  private final ForgeConnections connections;

  ConnectedReportDestinations(ForgeConnections connections) {
    this.connections = connections;
  }

  @Override
  public Optional<ReportTo> resolve(
      ReportToRequest requested, Optional<Target> target, Errors errors) {
    int before = errors.getErrorCount();
    Optional<ForgeConnection> connection = findConnection(requested.forge(), errors);
    Long pullRequest = requested.pullRequest();
    if (pullRequest != null && pullRequest < 1) {
      errors.rejectValue("report_to.pull_request", "out_of_range", "must be at least 1");
    }
    String name = requested.name();
    if (name != null && !name.matches(NAME_PATTERN)) {
      errors.rejectValue(
          "report_to.name",
          "invalid",
          "must be 1 to 63 letters, digits, _ . or -, and begin with a letter or digit");
    }
    if (target.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> repository =
        connection.flatMap(found -> findRepository(found, target.get().git(), errors));
    boolean createPullRequest = Boolean.TRUE.equals(requested.createPullRequest());
    String base = createPullRequest ? base(target.get().git(), errors) : null;
    if (errors.getErrorCount() > before || connection.isEmpty()) {
      return Optional.empty();
    }
    return repository.map(found ->
        new ReportTo(
            connection.get().name(),
            found,
            pullRequest,
            createPullRequest,
            base,
            name == null ? CONTEXT : CONTEXT + "/" + name));
  }

  private Optional<ForgeConnection> findConnection(@Nullable String name, Errors errors) {
    Optional<ForgeConnection> connection = name == null ? Optional.empty() : connections.find(name);
    if (connection.isEmpty()) {
      errors.rejectValue("report_to.forge", "unknown", connections.describeUnknown());
    } else if (connection.get().settings().credential() == null) {
      errors.rejectValue(
          "report_to.forge",
          "no_credential",
          "is a connection without pawl.forge.connections.%s.credential, so that nothing can be sent"
              .formatted(name));
      return Optional.empty();
    }
    return connection;
  }

  private Optional<String> findRepository(
      ForgeConnection connection, Target.@Nullable Git git, Errors errors) {
    Optional<String> repository =
        git == null ? Optional.empty() : connection.repositoryOf(git.url());
    if (repository.isEmpty()) {
      errors.rejectValue(
          "report_to.forge",
          "other_repository",
          "requires a git target that is " + connections.describeRepositories(connection));
    }
    return repository;
  }

  private static @Nullable String base(Target.@Nullable Git git, Errors errors) {
    String ref = git == null ? null : git.resolvedRef();
    if (ref == null || !ref.startsWith(Constants.R_HEADS)) {
      errors.rejectValue(
          "report_to.create_pull_request",
          "no_branch",
          "requires a git target whose ref is a branch, into which the result is to be merged");
      return null;
    }
    return ref.substring(Constants.R_HEADS.length());
  }
}
