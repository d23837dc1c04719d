package dev.pawl.project;

import dev.pawl.configuration.NonEmptyPath;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the projects that share this service.
 *
 * @param projects the projects by name, each with {@code roots} (folders of its directory targets, below {@code
 *     pawl.workspace.roots}), {@code git} (allowed URL prefixes of its git targets), {@code callbacks} (allowed URL
 *     prefixes of its callbacks), {@code open-workflows} (maximum number of workflows that have not ended), {@code
 *     workflows-per-day} (maximum number of workflows within 24 hours), {@code weight} (share of the nodes when several
 *     projects wait) and {@code formatters} (the formatters of each language, unless a request or a target names others)
 */
@Validated
@ConfigurationProperties("pawl")
record ProjectProperties(
    @DefaultValue
        Map<@Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}") String, @Valid Settings> projects) {

  /**
   * The settings of one project.
   *
   * @param roots the folders that contain its directory targets; they must lie below {@code pawl.workspace.roots}
   * @param git the allowed URL prefixes of its git targets
   * @param callbacks the allowed URL prefixes of its callbacks
   * @param openWorkflows the maximum number of workflows that have not ended; no limit if absent
   * @param workflowsPerDay the maximum number of workflows within 24 hours; no limit if absent
   * @param weight the share of the nodes when workflows of several projects wait, relative to other projects and to
   *     workflows without a project, which count 1
   * @param formatters the formatters by language, such as {@code java: google-java-format}; a request, and the
   *     configuration of a target, may name others
   */
  record Settings(
      @DefaultValue List<@NonEmptyPath Path> roots,
      @DefaultValue List<@NotBlank String> git,
      @DefaultValue List<@NotBlank String> callbacks,
      @Nullable @Range(min = 0, max = 1_000_000) Integer openWorkflows,
      @Nullable @Range(min = 0, max = 1_000_000) Integer workflowsPerDay,
      @DefaultValue("1") @Range(min = 1, max = 1_000) int weight,
      @DefaultValue Map<@NotBlank String, @NotEmpty List<@NotBlank String>> formatters) {

    /** The settings of a project that is not configured (any more). */
    static final Settings NO_ACCESS =
        new Settings(List.of(), List.of(), List.of(), 0, 0, 1, Map.of());
  }
}
