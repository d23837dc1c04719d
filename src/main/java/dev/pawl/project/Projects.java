package dev.pawl.project;

import dev.pawl.project.ProjectProperties.Settings;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** All projects, and for which of them something is done. */
@Component
@EnableConfigurationProperties(ProjectProperties.class)
public class Projects {

  private static final ScopedValue<String> WITHIN = ScopedValue.newInstance();

  private final ProjectProperties properties;

  Projects(ProjectProperties properties) {
    this.properties = properties;
  }

  /** Whether the operator has set it up. */
  public boolean isKnown(String name) {
    return properties.projects().containsKey(name);
  }

  /** What a project may reach: nothing when nobody has set it up. */
  public Project get(String name) {
    return new Project(name, properties.projects().getOrDefault(name, Settings.NOTHING));
  }

  /** The project that what is done now is for; empty when it is for none, and may reach everything. */
  public Optional<Project> current() {
    return currentName().map(this::get);
  }

  /** The name of the project that what is done now is for. */
  public Optional<String> currentName() {
    return WITHIN.isBound() ? Optional.of(WITHIN.get()) : ofCaller();
  }

  /**
   * Whether something is for who asks: everything for who comes for no project, else what is of the same.
   *
   * @param project whose it is; nobody's when absent
   */
  public boolean isOurs(@Nullable String project) {
    return currentName().map(ours -> ours.equals(project)).orElse(true);
  }

  private static Optional<String> ofCaller() {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    return caller == null
        ? Optional.empty()
        : caller.getAuthorities().stream()
            .filter(OfProject.class::isInstance)
            .map(authority -> ((OfProject) authority).project())
            .findFirst();
  }

  /** Does something for a project, when nobody asks just now. */
  public <T> T within(@Nullable String project, Supplier<T> work) {
    return project == null ? work.get() : ScopedValue.where(WITHIN, project).call(work::get);
  }
}
