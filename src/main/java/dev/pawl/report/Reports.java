package dev.pawl.report;

import dev.pawl.workflow.Workflows;
import dev.pawl.workspace.KeptStates;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Creates the reports of workflows in all formats. */
@Service
public class Reports {

  private final Workflows workflows;
  private final KeptStates states;
  private final Map<Format, Renderer> renderers = new EnumMap<>(Format.class);

  Reports(Workflows workflows, KeptStates states, List<Renderer> renderers) {
    this.workflows = workflows;
    this.states = states;
    renderers.forEach(renderer -> this.renderers.put(renderer.format(), renderer));
  }

  Optional<Report> of(String workflow) {
    return workflows
        .find(workflow)
        .map(view -> new Report(view, new KeptEvidence(view, workflows, states)));
  }

  void write(Report report, Format format, OutputStream out) throws IOException {
    Objects.requireNonNull(renderers.get(format)).render(report, out);
  }
}
