package dev.pawl.finding;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The findings that a list selects from: those of a workflow, or those of a target.
 *
 * @param steps the names of the workflows by the steps whose findings are current
 * @param earlier the steps that these are compared with
 * @param comparesWithEarlier whether findings are new that the earlier steps do not have; otherwise, the comparison of the
 *     workflow decides
 * @param resolutions the decisions about findings of the target, by fingerprint
 */
record FindingSource(
    Map<UUID, String> steps,
    List<UUID> earlier,
    boolean comparesWithEarlier,
    Map<String, Resolution> resolutions) {}
