package dev.pawl.project;

import dev.pawl.network.Addresses;
import dev.pawl.project.ProjectProperties.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What callers of one project may reach, and how much of it. */
public final class Project {

  private final String name;
  private final Settings settings;

  Project(String name, Settings settings) {
    this.name = name;
    this.settings = settings;
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** The folders that its targets lie below; relative paths of requests begin at the first. */
  public List<Path> roots() {
    return settings.roots();
  }

  /** Why it may have no target at a URL; empty when it may. */
  public Optional<String> repositoryFault(String url) {
    return fault(url, settings.git(), "repositories");
  }

  /** Why nobody may be called for it at a URL; empty when somebody may. */
  public Optional<String> callbackFault(String url) {
    return fault(url, settings.callbacks(), "callbacks");
  }

  private Optional<String> fault(String url, List<String> starts, String what) {
    return starts.stream().anyMatch(start -> Addresses.begins(url, start))
        ? Optional.empty()
        : Optional.of("is not among the %s of the project %s".formatted(what, name));
  }

  /** How many of its workflows may be not over at a time; any number when absent. */
  public @Nullable Integer openWorkflows() {
    return settings.openWorkflows();
  }

  /** How many of its workflows may begin within 24 hours; any number when absent. */
  public @Nullable Integer workflowsPerDay() {
    return settings.workflowsPerDay();
  }
}
