package dev.pawl.consent;

import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The files of a target that may ask for formatters; copies of other projects and test data ask for nothing. */
final class ConfigurationFiles {

  /** The folders whose content does not belong to the project itself. */
  private static final Set<String> FOREIGN_FOLDERS =
      Set.of(
          "node_modules",
          "vendor",
          "third_party",
          "3rdparty",
          ".yarn",
          "fixtures",
          "__fixtures__",
          "testdata",
          "test-data",
          "__snapshots__",
          "golden");

  private final Map<String, ConfigurationFile> files = new HashMap<>();
  private final List<ConfigurationFile> ordered;

  ConfigurationFiles(List<WorkspaceFile> all) {
    this.ordered =
        all.stream()
            .filter(file -> !isForeign(file.path()))
            .map(file -> new ConfigurationFile(file.path(), file.file(), file.size()))
            .toList();
    ordered.forEach(file -> files.put(file.path(), file));
  }

  private static boolean isForeign(String path) {
    String folder = path.substring(0, path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return Arrays.stream(folder.split("/")).anyMatch(FOREIGN_FOLDERS::contains)
        || ("/" + folder).contains("/src/test/resources/")
        || ("/" + folder).contains("/src/it/");
  }

  List<ConfigurationFile> named(String... names) {
    Set<String> wanted = Set.of(names);
    return matching(file -> wanted.contains(file.name()));
  }

  List<ConfigurationFile> matching(Predicate<ConfigurationFile> condition) {
    return ordered.stream().filter(condition).toList();
  }

  Optional<ConfigurationFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
