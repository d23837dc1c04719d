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
 * Locations of targets and of Pawl's own files.
 *
 * @param folder the folder of snapshots, workspaces, logs and the embedded database
 * @param roots the folders below which directory targets, and repositories with a file URL, must be; by default the
 *     folder in which the service was started
 * @param trusted the paths and URL prefixes of targets that may run their own build and test commands
 * @param spare the time for which a workspace in good order is kept for the next workflow of its target; zero for no
 *     reuse
 * @param git the access to remote git repositories
 */
@ConfigurationProperties("pawl.workspace")
record WorkspaceProperties(
    @DefaultValue(".pawl") Path folder,
    @DefaultValue({}) List<Path> roots,
    @DefaultValue({}) List<String> trusted,
    @DefaultValue("1h") Duration spare,
    @DefaultValue Git git) {

  /**
   * Access to remote git repositories.
   *
   * @param schemes the URL schemes that a git target may use
   * @param hosts the hosts that a git target may use, such as {@code git.example.com} or {@code *.example.com}; by
   *     default any public host
   * @param allowed the URL prefixes of git targets that may have a private address
   * @param timeout the timeout of each exchange with a remote repository
   * @param push whether results are pushed to a branch {@code pawl/<workflow_id>}
   */
  record Git(
      @DefaultValue({"https", "ssh"}) List<String> schemes,
      @DefaultValue({}) List<String> hosts,
      @DefaultValue({}) List<String> allowed,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("true") boolean push) {

    private static final List<String> FILE = List.of("file");

    /** Returns the reason why access to a URL is not allowed; empty if it is allowed. */
    Optional<String> fault(String url) {
      URI uri = URI.create(url);
      if (FILE.contains(String.valueOf(uri.getScheme()))) {
        return Optional.empty();
      }
      String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
      if (!hosts.isEmpty() && hosts.stream().noneMatch(pattern -> fits(host, pattern))) {
        return Optional.of("has a host that is not listed in pawl.workspace.git.allowed-hosts");
      }
      return new Addresses(allowed, "pawl.workspace.git.allowed-url-prefixes").fault(url, schemes);
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
