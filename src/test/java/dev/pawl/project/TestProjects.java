package dev.pawl.project;

import dev.pawl.project.ProjectProperties.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates a project service for tests without a server, whose projects have submitted nothing. */
public final class TestProjects {

  private static final ProjectUsage.RecentWorkflows NO_WORKFLOWS =
      new ProjectUsage.RecentWorkflows() {

        @Override
        public long getSubmitted() {
          return 0;
        }

        @Override
        public @Nullable Instant getOldest() {
          return null;
        }
      };

  private TestProjects() {}

  /** Returns a service without projects. */
  public static ProjectService none() {
    return with(Map.of(), workflow -> Optional.empty());
  }

  /**
   * Returns a service with projects that have one root each.
   *
   * @param roots the root of each project, by name
   * @param owners the project of each workflow
   */
  public static ProjectService withRoots(
      Map<String, Path> roots, Function<String, Optional<String>> owners) {
    var settings = new TreeMap<String, Settings>();
    roots.forEach((name, root) ->
        settings.put(
            name, new Settings(List.of(root), List.of(), List.of(), null, null, 1, Map.of())));
    return with(settings, owners);
  }

  private static ProjectService with(
      Map<String, Settings> settings, Function<String, Optional<String>> owners) {
    return new ProjectService(new ProjectProperties(settings), usage(owners));
  }

  /** Returns the usage of projects that have submitted nothing. */
  static ProjectUsage noUsage() {
    return usage(workflow -> Optional.empty());
  }

  private static ProjectUsage usage(Function<String, Optional<String>> owners) {
    return new ProjectUsage() {

      @Override
      public Optional<String> findProjectOf(String workflow) {
        return owners.apply(workflow);
      }

      @Override
      public long countOpenWorkflows(String project) {
        return 0;
      }

      @Override
      public List<WaitingWorkflows> countWaitingWorkflows() {
        return List.of();
      }

      @Override
      public RecentWorkflows findSubmittedAfter(String project, Instant since) {
        return NO_WORKFLOWS;
      }
    };
  }
}
