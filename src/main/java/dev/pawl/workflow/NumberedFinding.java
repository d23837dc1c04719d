package dev.pawl.workflow;

import dev.pawl.command.Finding;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A finding and its number in the list.
 *
 * @param number the number of the finding in the list of all severities, from 1
 * @param finding the finding
 */
@Schema(name = "NumberedFinding")
public record NumberedFinding(int number, Finding finding) {}
