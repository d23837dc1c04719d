package dev.pawl.target;

import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.NonEmptyPath;
import dev.pawl.network.OutboundUrlPolicy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Locations of targets and of Pawl's own files.
 *
 * @param folder the folder of snapshots, workspaces, logs and the embedded database
 * @param roots the folders below which directory targets, and repositories with a file URL, must be; by default the
 *     folder in which the service was started
 * @param trustedTargets the paths and URL prefixes of targets that may run their own build and test commands
 * @param poolIdleTimeout the time for which a workspace in good order is kept for the next workflow of its target; zero for no
 *     reuse
 * @param git the access to remote git repositories
 */
@Validated
@ConfigurationProperties("pawl.workspace")
public record WorkspaceProperties(
    @DefaultValue(".pawl") @NonEmptyPath Path folder,
    @DefaultValue({}) List<@NonEmptyPath Path> roots,
    @DefaultValue({}) List<@NotBlank String> trustedTargets,
    @DefaultValue("1h") @DurationRange(min = "0s", max = "365d") Duration poolIdleTimeout,
    @DefaultValue @Valid Git git) {

  /**
   * Access to remote git repositories.
   *
   * @param allowedSchemes the URL schemes that a git target may use
   * @param allowedHosts the hosts that a git target may use, such as {@code git.example.com} or {@code *.example.com}; by
   *     default any public host
   * @param allowedUrlPrefixes the URL prefixes of git targets that may have a private address
   * @param timeout the timeout of each exchange with a remote repository
   * @param pushEnabled whether results are pushed to a branch
   * @param branch the branch to which the result of a workflow is pushed; {@code {workflow_id}} is replaced
   * @param scheduleBranch the branch that the workflows of a schedule update; {@code {schedule}}, {@code
   *     {schedule_id}} and {@code {workflow_id}} are replaced
   * @param commit the author and the committer of the pushed commits
   */
  public record Git(
      @DefaultValue({"https", "ssh"}) @NotEmpty
          List<
                  @Pattern(regexp = "https?|ssh|file", message = "must be https, http, ssh or file")
                  String>
              allowedSchemes,
      @DefaultValue({})
          List<
                  @Pattern(
                      regexp = "(\\*\\.)?[^\\s/:*]+",
                      message = "must be a host, such as git.example.com or *.example.com")
                  String>
              allowedHosts,
      @DefaultValue({}) List<@NotBlank String> allowedUrlPrefixes,
      @DefaultValue("10s") @DurationRange(min = "100ms", max = "1h") Duration timeout,
      @DefaultValue("true") boolean pushEnabled,
      @DefaultValue("pawl/{workflow_id}") @NotBlank String branch,
      @DefaultValue("pawl/schedule/{schedule}-{schedule_id}") @NotBlank String scheduleBranch,
      @DefaultValue @Valid CommitIdentity commit) {

    /** The placeholder of the id of the workflow. */
    public static final String WORKFLOW_ID = "workflow_id";

    /** The placeholder of the name of the schedule. */
    public static final String SCHEDULE = "schedule";

    /** The placeholder of eight digits of the id of the schedule, which distinguish schedules of the same name. */
    public static final String SCHEDULE_ID = "schedule_id";

    public Git {
      parseBranch(branch);
      parseScheduleBranch(scheduleBranch);
    }

    private static BranchTemplate parseBranch(String template) {
      return BranchTemplate.parse("pawl.workspace.git.branch", template, Set.of(WORKFLOW_ID));
    }

    private static BranchTemplate parseScheduleBranch(String template) {
      return BranchTemplate.parse(
          "pawl.workspace.git.schedule-branch",
          template,
          Set.of(WORKFLOW_ID, SCHEDULE, SCHEDULE_ID));
    }

    /** Returns the template of the branch of a workflow, or that of the branch of a schedule. */
    public BranchTemplate branchTemplate(boolean ofSchedule) {
      return ofSchedule ? parseScheduleBranch(scheduleBranch) : parseBranch(branch);
    }

    private static final List<String> FILE_SCHEME = List.of("file");

    /** Returns the reason why access to a URL is not allowed; empty if it is allowed. */
    Optional<String> rejectionReason(URI uri) {
      if (FILE_SCHEME.contains(String.valueOf(uri.getScheme()))) {
        return Optional.empty();
      }
      String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
      if (!allowedHosts.isEmpty()
          && allowedHosts.stream().noneMatch(pattern -> matches(host, pattern))) {
        return Optional.of("has a host that is not listed in pawl.workspace.git.allowed-hosts");
      }
      return new OutboundUrlPolicy(allowedUrlPrefixes, "pawl.workspace.git.allowed-url-prefixes")
          .rejectionReason(uri.toString(), allowedSchemes);
    }

    private static boolean matches(String host, String pattern) {
      String expected = pattern.toLowerCase(Locale.ROOT);
      return expected.startsWith("*.")
          ? host.endsWith(expected.substring(1))
          : host.equals(expected);
    }
  }

  public Path home() {
    return folder.toAbsolutePath().normalize();
  }

  List<Path> allowedRoots() {
    List<Path> configured = roots.isEmpty() ? List.of(Path.of("")) : roots;
    return configured.stream().map(root -> root.toAbsolutePath().normalize()).toList();
  }
}
