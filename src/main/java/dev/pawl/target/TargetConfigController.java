package dev.pawl.target;

import dev.pawl.target.TargetConfig.Fault;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and saves configurations of targets over HTTP. */
@RestController
@RequestMapping("/api/v1/targets/config")
@Tag(name = "targets")
class TargetConfigController {

  private final TargetConfigService configs;

  TargetConfigController(TargetConfigService configs) {
    this.configs = configs;
  }

  /**
   * A target's configuration.
   *
   * @param path the path of the target
   * @param trusted whether the operator trusts the target, so that its commands may run
   * @param config the configuration, merged with the defaults
   * @param faults the errors of the configuration file
   * @param sources the sources of the values by their JSON pointers; a value that only its source contains applies although
   *     the configuration file does not contain the field
   */
  @Schema(name = "TargetConfiguration")
  record TargetConfiguration(
      String path,
      boolean trusted,
      @Schema(
              types = "object",
              implementation = Object.class,
              additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
          ObjectNode config,
      List<Fault> faults,
      SortedMap<String, ConfigurationSource> sources) {}

  /**
   * Returns the configuration of a target.
   *
   * @param path the path of the target, below an allowed root
   */
  @GetMapping
  @Operation(
      operationId = "getTargetConfiguration",
      summary = "Get the configuration of a target",
      description =
          "Returns the .quality-config.json of the target, merged field by field with the defaults,"
              + " the errors of the file and the source of each value with their JSON pointers."
              + " With Accept: text/plain, each line contains a value and its source.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = TargetConfiguration.class)),
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"))
      })
  TargetConfiguration get(@RequestParam String path) {
    return toResponse(configs.load(path));
  }

  @GetMapping(produces = MediaType.TEXT_PLAIN_VALUE)
  @Operation(hidden = true)
  String text(@RequestParam String path) {
    TargetConfigService.LoadedConfig loaded = configs.load(path);
    return TargetConfigSources.toText(loaded.config(), loaded.sources());
  }

  /**
   * Saves the configuration of a target.
   *
   * @param path the path of the target, below an allowed root
   */
  @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "saveTargetConfiguration",
      summary = "Save the configuration of a target",
      description =
          "Replaces the .quality-config.json of the target if the new one is valid. Commands can"
              + " only be changed in the file itself.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = "object"),
              examples =
                  @ExampleObject(
                      value =
                          "{\"version\": \"1.0\", \"formatters\": {\"java\":"
                              + " [\"google-java-format\"]}, \"quality_thresholds\":"
                              + " {\"max_file_lines\": 400}}")))
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, each with a JSON pointer",
      content = @Content(mediaType = "application/problem+json"))
  TargetConfiguration put(
      @RequestParam String path,
      @org.springframework.web.bind.annotation.RequestBody JsonNode config)
      throws IOException {
    return toResponse(configs.save(path, config));
  }

  private static TargetConfiguration toResponse(TargetConfigService.LoadedConfig loaded) {
    return new TargetConfiguration(
        loaded.path().toString(),
        loaded.trusted(),
        loaded.config().document(),
        loaded.config().faults(),
        loaded.sources());
  }
}
