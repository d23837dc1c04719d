package dev.pawl.workspace;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where targets may lie and where Pawl keeps its files.
 *
 * @param folder snapshots, workspaces, logs and the embedded database
 * @param roots directory targets, and repositories by file URL, must lie below one of these; the folder
 *     the service was started in when there are none
 * @param trusted targets below these paths, or with URLs that start so, may run their own build and test (5.10)
 */
@ConfigurationProperties("pawl.workspace")
record WorkspaceProperties(
    @DefaultValue(".pawl") Path folder,
    @DefaultValue({}) List<Path> roots,
    @DefaultValue({}) List<String> trusted,
    @DefaultValue Git git) {

  /**
   * @param schemes URL schemes that a git target may use
   * @param timeout for each exchange with a remote repository
   * @param push whether results are pushed to a branch {@code pawl/<workflow_id>}
   */
  record Git(
      @DefaultValue({"https", "ssh"}) List<String> schemes,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("true") boolean push) {}

  Path home() {
    return folder.toAbsolutePath().normalize();
  }

  List<Path> allowedRoots() {
    List<Path> wanted = roots.isEmpty() ? List.of(Path.of("")) : roots;
    return wanted.stream().map(root -> root.toAbsolutePath().normalize()).toList();
  }
}
