package dev.pawl.report;

import dev.pawl.workflow.Workflows;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Service;

/** Reports of workflows in the formats that there are renderers for. */
@Service
public class Reports {

  private final Workflows workflows;
  private final List<Renderer> renderers;

  Reports(Workflows workflows, List<Renderer> renderers) {
    this.workflows = workflows;
    this.renderers = renderers;
  }

  List<String> formats() {
    return renderers.stream().map(Renderer::format).sorted().toList();
  }

  Optional<Renderer> byName(String format) {
    return renderers.stream().filter(renderer -> renderer.format().equals(format)).findFirst();
  }

  /** The first format that somebody accepts, in the order of their wish. */
  Optional<Renderer> byAccept(List<MediaType> accepted) {
    for (MediaType wish : accepted) {
      for (Renderer renderer : renderers) {
        if (!wish.isWildcardType() && wish.includes(renderer.mediaType())) {
          return Optional.of(renderer);
        }
      }
    }
    return accepted.stream().anyMatch(MediaType::isWildcardType) || accepted.isEmpty()
        ? byName("text")
        : Optional.empty();
  }

  Optional<Report> of(String workflow) {
    return workflows.find(workflow).map(view -> new Report(view, workflows.findings(workflow)));
  }
}
