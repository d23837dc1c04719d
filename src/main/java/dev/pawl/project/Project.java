package dev.pawl.project;

import dev.pawl.network.GitUrl;
import dev.pawl.network.OutboundUrlPolicy;
import dev.pawl.project.ProjectProperties.Settings;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The targets, callback URLs, quotas and weight of one project. */
public final class Project {

  private final String name;
  private final Settings settings;

  Project(String name, Settings settings) {
    this.name = name;
    this.settings = settings;
  }

  /** Returns the name of the project. */
  public String name() {
    return name;
  }

  /** Returns the folders that contain its directory targets; relative paths are resolved against the first one. */
  public List<Path> roots() {
    return settings.roots();
  }

  /** Returns why a git URL is not allowed as a target; empty if it is allowed. */
  public Optional<String> repositoryRejectionReason(String url) {
    GitUrl repository;
    try {
      repository = GitUrl.parse(url);
    } catch (URISyntaxException e) {
      return Optional.of("is not a URL: " + e.getReason());
    }
    return rejectionReason(repository::isBelow, settings.git(), "repositories");
  }

  /** Returns why callbacks to a URL are not allowed; empty if they are. */
  public Optional<String> callbackRejectionReason(String url) {
    return rejectionReason(
        prefix -> OutboundUrlPolicy.matchesPrefix(url, prefix), settings.callbacks(), "callbacks");
  }

  private Optional<String> rejectionReason(
      Predicate<String> matches, List<String> prefixes, String kind) {
    return prefixes.stream().anyMatch(matches)
        ? Optional.empty()
        : Optional.of("is not among the allowed %s of the project %s".formatted(kind, name));
  }

  /** Returns the formatters that the operator names, by language. */
  public Map<String, List<String>> formatters() {
    return settings.formatters();
  }

  /** Returns the share of the nodes when workflows of several projects wait, relative to that of other projects. */
  public int weight() {
    return settings.weight();
  }

  /** Returns the maximum number of workflows that have not ended; null for no limit. */
  public @Nullable Integer openWorkflows() {
    return settings.openWorkflows();
  }

  /** Returns the maximum number of workflows that may be submitted within 24 hours; null for no limit. */
  public @Nullable Integer workflowsPerDay() {
    return settings.workflowsPerDay();
  }
}
