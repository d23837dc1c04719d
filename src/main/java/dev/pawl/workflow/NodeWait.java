package dev.pawl.workflow;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * Why no live node can run a workflow. It starts when a node has what it requires.
 *
 * @param since the time since when no live node can
 * @param reason the reason in words
 * @param missing what each live node lacked at that time, by the name of the node
 */
@Schema(name = "NodeWait")
public record NodeWait(Instant since, String reason, SortedMap<String, List<String>> missing) {}
