package dev.pawl.dashboard;

import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.Workflows;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Pages for people: the latest workflows, and one workflow with its steps. */
@Controller
@Hidden
class PagesController {

  private static final int SHOWN = 50;

  private final Workflows workflows;

  PagesController(Workflows workflows) {
    this.workflows = workflows;
  }

  @GetMapping("/")
  String overview(Model model) {
    model.addAttribute("workflows", workflows.latest(SHOWN));
    return "overview";
  }

  @GetMapping("/workflows/{id}")
  String workflow(@PathVariable String id, Model model, HttpServletResponse response) {
    Optional<WorkflowView> found = workflows.find(id);
    if (found.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      model.addAttribute("id", id);
      return "unknown";
    }
    model.addAttribute("workflow", found.get());
    model.addAttribute("findings", workflows.findings(id).stream().limit(SHOWN).toList());
    return "workflow";
  }
}
