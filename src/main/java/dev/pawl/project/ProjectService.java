package dev.pawl.project;

import dev.pawl.project.ProjectProperties.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** The configured projects, and the project of the current operation. */
@Component
@EnableConfigurationProperties(ProjectProperties.class)
public class ProjectService {

  private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

  private final ProjectProperties properties;
  private final ProjectUsage usage;

  /** Receives the usage lazily: it is a repository, which is created at the end of the start. */
  ProjectService(ProjectProperties properties, @Lazy ProjectUsage usage) {
    this.properties = properties;
    this.usage = usage;
  }

  /** Returns whether a project is configured. */
  public boolean exists(String name) {
    return properties.projects().containsKey(name);
  }

  /** Returns a project; one that is not configured may reach nothing. */
  public Project get(String name) {
    return new Project(name, properties.projects().getOrDefault(name, Settings.NO_ACCESS));
  }

  /** Returns all configured projects. */
  public List<Project> findAll() {
    return properties.projects().keySet().stream().sorted().map(this::get).toList();
  }

  /** Returns the project of the current operation; empty if it is not limited to a project. */
  public Optional<Project> current() {
    return currentName().map(this::get);
  }

  /** Returns the project that owns a workflow; empty if no project does. */
  public Optional<Project> ofWorkflow(String workflow) {
    return properties.projects().isEmpty()
        ? Optional.empty()
        : usage.findProjectOf(workflow).map(this::get);
  }

  /** Returns the name of the project of the current operation; empty if it is not limited to a project. */
  public Optional<String> currentName() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : projectOfCaller();
  }

  /**
   * Returns whether the current operation may access a resource: a caller without a project may access everything,
   * others only resources of their own project.
   *
   * @param project the project of the resource; null if it belongs to none
   */
  public boolean isAccessible(@Nullable String project) {
    return currentName().map(current -> current.equals(project)).orElse(true);
  }

  private static Optional<String> projectOfCaller() {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    return caller == null
        ? Optional.empty()
        : caller.getAuthorities().stream()
            .filter(ProjectAuthority.class::isInstance)
            .map(authority -> ((ProjectAuthority) authority).project())
            .findFirst();
  }

  /** Returns what the caller of the current request may submit and cancel; work outside a request is not limited. */
  public SubmissionAuthority submissionAuthority() {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    return caller == null
        ? SubmissionAuthority.UNLIMITED
        : caller.getAuthorities().stream()
            .filter(SubmissionAuthority.class::isInstance)
            .map(SubmissionAuthority.class::cast)
            .findFirst()
            .orElse(SubmissionAuthority.UNLIMITED);
  }

  /** Runs work on behalf of a project, outside a request. */
  public <T> T callFor(@Nullable String project, Supplier<T> work) {
    return project == null ? work.get() : ScopedValue.where(CURRENT, project).call(work::get);
  }
}
