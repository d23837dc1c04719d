package dev.pawl.dashboard;

import dev.pawl.command.Severity;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowStatus;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves a page with all colours, icons and components, for the development of pages. */
@Controller
@Profile("development")
@Hidden
class DesignPageController {

  private static final List<String> COLOURS =
      List.of("text", "muted", "accent", "good", "bad", "warn", "busy", "line", "raised");

  private final PageFormat format;
  private final Clock clock;

  DesignPageController(PageFormat format, Clock clock) {
    this.format = format;
    this.clock = clock;
  }

  @GetMapping("/design")
  String design(Model model) {
    model.addAttribute("colours", COLOURS);
    model.addAttribute(
        "workflowBadges", Arrays.stream(WorkflowStatus.values()).map(format::badge).toList());
    model.addAttribute(
        "stepBadges", Arrays.stream(StepStatus.values()).map(format::badge).toList());
    model.addAttribute(
        "severityBadges", Arrays.stream(Severity.values()).map(format::badge).toList());
    model.addAttribute("recently", clock.instant().minus(Duration.ofMinutes(3)));
    model.addAttribute("soon", clock.instant().plus(Duration.ofMinutes(10)));
    return "design";
  }
}
