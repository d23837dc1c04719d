package dev.pawl.dashboard;

import dev.pawl.cache.CacheUpkeep;
import dev.pawl.dashboard.Activity.Run;
import dev.pawl.plan.Planner;
import dev.pawl.registry.Commands;
import dev.pawl.session.Sessions;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.Workflows;
import dev.pawl.workspace.Comparison;
import dev.pawl.workspace.Comparison.Limits;
import dev.pawl.workspace.KeptStates;
import dev.pawl.workspace.StateGone;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the HTML pages. All actions of the pages use the API. */
@Controller
@Hidden
class PagesController {

  private static final int LATEST = 12;
  private static final int SHOWN = 50;
  private static final int MOST = 500;
  private static final int RUNS = 30;
  private static final Limits DIFFERENCES = new Limits(100, 3000);

  private final Workflows workflows;
  private final Dashboard dashboard;
  private final Activity activity;
  private final Commands commands;
  private final Sessions sessions;
  private final CacheUpkeep cache;
  private final Steps steps;
  private final KeptStates states;
  private final Clock clock;

  PagesController(
      Workflows workflows,
      Dashboard dashboard,
      Activity activity,
      Commands commands,
      Sessions sessions,
      CacheUpkeep cache,
      Steps steps,
      KeptStates states,
      Clock clock) {
    this.workflows = workflows;
    this.dashboard = dashboard;
    this.activity = activity;
    this.commands = commands;
    this.sessions = sessions;
    this.cache = cache;
    this.steps = steps;
    this.states = states;
    this.clock = clock;
  }

  @GetMapping("/")
  String overview(Model model) {
    DashboardDocument document = dashboard.document();
    model.addAttribute("document", document);
    model.addAttribute(
        "chart", HourChart.of(document.executionMetrics().byHour(), document.timestamp()));
    model.addAttribute("workflows", workflows.latest(LATEST));
    return "overview";
  }

  @GetMapping("/workflows")
  String list(Model model) {
    model.addAttribute("workflows", workflows.latest(MOST));
    return "workflows";
  }

  @GetMapping("/workflows/{id}")
  String workflow(@PathVariable String id, Model model, HttpServletResponse response) {
    Optional<WorkflowView> found = workflows.find(id);
    if (found.isEmpty()) {
      return unknown("workflow", id, model, response);
    }
    model.addAttribute("workflow", found.get());
    model.addAttribute("timeline", Timeline.of(found.get(), clock.instant()));
    model.addAttribute("findings", workflows.firstFindings(id, SHOWN));
    model.addAttribute("shown", SHOWN);
    model.addAttribute("verified", Timeline.isVerified(found.get()));
    String awaited = found.get().waitingFor();
    model.addAttribute("holder", awaited == null ? null : activity.holder(awaited).orElse(null));
    return "workflow";
  }

  @GetMapping("/workflows/{id}/steps/{name}")
  String step(
      @PathVariable String id,
      @PathVariable String name,
      Model model,
      HttpServletResponse response) {
    Optional<Steps.Shown> found = steps.find(id, name);
    if (found.isEmpty()) {
      return unknown("step of " + id + " called", name, model, response);
    }
    model.addAttribute("workflow", id);
    model.addAttribute("step", found.get());
    return "step";
  }

  @GetMapping("/workflows/{id}/diff")
  String diff(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowView> found = workflows.find(id);
    if (found.isEmpty()) {
      return unknown("workflow", id, model, response);
    }
    WorkflowView workflow = found.get();
    model.addAttribute("id", id);
    try {
      model.addAttribute(
          "changes",
          workflow.snapshot() == null || workflow.tree() == null
              ? Comparison.NONE
              : states.compare(
                  workflow.target(), workflow.snapshot(), workflow.tree(), DIFFERENCES));
    } catch (StateGone pruned) {
      return unknown("stored snapshot of", id, model, response);
    }
    return "diff";
  }

  private static String unknown(
      String what, String name, Model model, HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    model.addAttribute("what", what);
    model.addAttribute("id", name);
    return "unknown";
  }

  @GetMapping("/new")
  String submit(@RequestParam(defaultValue = "") String target, Model model) {
    model.addAttribute("target", target);
    model.addAttribute(
        "commands",
        commands.catalog().all().stream()
            .filter(entry -> Planner.canBeAskedFor(entry.name()))
            .filter(entry -> commands.refusal(entry).isEmpty())
            .toList());
    return "new";
  }

  @GetMapping("/commands")
  String commands(Model model) {
    var catalog = commands.catalog();
    model.addAttribute("commands", catalog.all());
    model.addAttribute("picture", GraphPicture.of(catalog.graph()));
    model.addAttribute("missing", catalog.graph().missing());
    model.addAttribute("cycles", catalog.graph().cycles());
    return "commands";
  }

  @GetMapping("/sessions")
  String sessions(Model model) {
    model.addAttribute("sessions", sessions.latest(SHOWN));
    return "sessions";
  }

  @GetMapping("/sessions/{id}")
  String session(@PathVariable String id, Model model, HttpServletResponse response) {
    var found = uuid(id).flatMap(sessions::find);
    if (found.isEmpty()) {
      return unknown("session", id, model, response);
    }
    // Thymeleaf reserves the variable name "session" for the HTTP session.
    model.addAttribute("one", found.get());
    return "session";
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  @GetMapping("/targets")
  String targets(@RequestParam(required = false) @Nullable String name, Model model) {
    if (name == null) {
      model.addAttribute("targets", activity.targets(SHOWN));
      return "targets";
    }
    List<Run> runs = activity.runs(name, RUNS);
    model.addAttribute("target", name);
    model.addAttribute("runs", runs.reversed());
    model.addAttribute(
        "trends",
        List.of(
            Trend.of("Findings", runs, Run::findings),
            Trend.of("Duplicated lines, %", runs, Run::duplicatedLinesPercent),
            Trend.of("Highest complexity", runs, Run::maxComplexity)));
    return "target";
  }

  @GetMapping("/cache")
  String cache(Model model) {
    model.addAttribute("cache", cache.view());
    return "cache";
  }
}
