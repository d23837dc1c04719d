package dev.pawl.workflow;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The workflow and step that a rerun starts from.
 *
 * @param workflow the id of the workflow whose plan is run again
 * @param step the first step that runs again if the target is unchanged; otherwise all steps run
 */
@Schema(name = "RerunOrigin")
public record RerunOrigin(String workflow, String step) {}
