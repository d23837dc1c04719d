package dev.pawl.project;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who shares this service.
 *
 * @param projects by their names
 */
@Validated
@ConfigurationProperties("pawl")
record ProjectProperties(
    @DefaultValue
        Map<@Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}") String, @Valid Settings> projects) {

  /**
   * What a project may reach, and how much of it.
   *
   * @param roots its directory targets must lie below one of these, which lie below those of all
   * @param git its git targets must begin with one of these URLs
   * @param callbacks who is called must begin with one of these URLs
   * @param openWorkflows so many of its workflows are not over at a time; any number when absent
   * @param workflowsPerDay so many of its workflows begin within 24 hours; any number when absent
   */
  record Settings(
      @DefaultValue List<Path> roots,
      @DefaultValue List<String> git,
      @DefaultValue List<String> callbacks,
      @Nullable @Min(0) Integer openWorkflows,
      @Nullable @Min(0) Integer workflowsPerDay) {

    /** Of a project that nobody has set up, or not any more. */
    static final Settings NOTHING = new Settings(List.of(), List.of(), List.of(), 0, 0);
  }
}
