package dev.pawl.workspace;

import dev.pawl.network.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where targets may lie and where Pawl keeps its files.
 *
 * @param folder snapshots, workspaces, logs and the embedded database
 * @param roots directory targets, and repositories by file URL, must lie below one of these; the folder
 *     the service was started in when there are none
 * @param spare how long a workspace that a workflow has left in good order is kept for the next one; zero for not at all
 * @param trusted targets below these paths, or with URLs that start so, may run their own build and test (5.10)
 */
@ConfigurationProperties("pawl.workspace")
record WorkspaceProperties(
    @DefaultValue(".pawl") Path folder,
    @DefaultValue({}) List<Path> roots,
    @DefaultValue({}) List<String> trusted,
    @DefaultValue("1h") Duration spare,
    @DefaultValue Git git) {

  /**
   * @param schemes URL schemes that a git target may use
   * @param hosts the only ones that a git target may be of, such as {@code git.example.com} or {@code *.example.com}; any
   *     public one when there are none
   * @param allowed beginnings of URLs that may be of a private address
   * @param timeout for each exchange with a remote repository
   * @param push whether results are pushed to a branch {@code pawl/<workflow_id>}
   */
  record Git(
      @DefaultValue({"https", "ssh"}) List<String> schemes,
      @DefaultValue({}) List<String> hosts,
      @DefaultValue({}) List<String> allowed,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("true") boolean push) {

    private static final List<String> FILE = List.of("file");

    /** Why a URL cannot be gone to; empty when it can. */
    Optional<String> fault(String url) {
      URI uri = URI.create(url);
      if (FILE.contains(String.valueOf(uri.getScheme()))) {
        return Optional.empty();
      }
      String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
      if (!hosts.isEmpty() && hosts.stream().noneMatch(pattern -> fits(host, pattern))) {
        return Optional.of("is of a host that pawl.workspace.git.hosts does not name");
      }
      return new Addresses(allowed, "pawl.workspace.git.allowed").fault(url, schemes);
    }

    private static boolean fits(String host, String pattern) {
      String wanted = pattern.toLowerCase(Locale.ROOT);
      return wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : host.equals(wanted);
    }
  }

  Path home() {
    return folder.toAbsolutePath().normalize();
  }

  List<Path> allowedRoots() {
    List<Path> wanted = roots.isEmpty() ? List.of(Path.of("")) : roots;
    return wanted.stream().map(root -> root.toAbsolutePath().normalize()).toList();
  }
}
