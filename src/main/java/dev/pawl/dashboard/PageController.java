package dev.pawl.dashboard;

import dev.pawl.cache.CacheMaintenanceService;
import dev.pawl.dashboard.DashboardQueries.TargetRun;
import dev.pawl.finding.FindingService;
import dev.pawl.plan.Planner;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.report.CoverageRow;
import dev.pawl.session.SessionService;
import dev.pawl.snapshot.Comparison;
import dev.pawl.snapshot.Comparison.Limits;
import dev.pawl.snapshot.SnapshotGoneException;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
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
class PageController {

  private static final int OVERVIEW_WORKFLOWS = 12;
  private static final int MAX_ROWS = 50;
  private static final int MAX_WORKFLOWS = 500;
  private static final int MAX_RUNS = 30;
  private static final Limits DIFF_LIMITS = new Limits(100, 3000);

  private final WorkflowService workflows;
  private final FindingService findings;
  private final DashboardController dashboard;
  private final DashboardQueries queries;
  private final CommandRegistry commands;
  private final SessionService sessions;
  private final CacheMaintenanceService cache;
  private final StepPageLoader stepPages;
  private final SnapshotReader snapshots;
  private final Clock clock;

  PageController(
      WorkflowService workflows,
      FindingService findings,
      DashboardController dashboard,
      DashboardQueries queries,
      CommandRegistry commands,
      SessionService sessions,
      CacheMaintenanceService cache,
      StepPageLoader stepPages,
      SnapshotReader snapshots,
      Clock clock) {
    this.workflows = workflows;
    this.findings = findings;
    this.dashboard = dashboard;
    this.queries = queries;
    this.commands = commands;
    this.sessions = sessions;
    this.cache = cache;
    this.stepPages = stepPages;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  @GetMapping("/")
  String overview(
      @RequestParam(name = "session_id", required = false) @Nullable String sessionId,
      Model model,
      HttpServletResponse response) {
    UUID session = null;
    if (sessionId != null) {
      session = parseUuid(sessionId).filter(id -> sessions.find(id).isPresent()).orElse(null);
      if (session == null) {
        return notFound("session", sessionId, model, response);
      }
    }
    DashboardDocument document = dashboard.document(session);
    model.addAttribute("sessionId", session);
    model.addAttribute("document", document);
    model.addAttribute(
        "chart",
        HourlyExecutionsChart.of(document.executionMetrics().byHour(), document.timestamp()));
    model.addAttribute("workflows", workflows.latest(session, OVERVIEW_WORKFLOWS));
    return "overview";
  }

  @GetMapping("/workflows")
  String workflows(Model model) {
    model.addAttribute("workflows", workflows.latest(null, MAX_WORKFLOWS));
    return "workflows";
  }

  @GetMapping("/workflows/{id}")
  String workflow(@PathVariable String id, Model model, HttpServletResponse response) {
    Optional<WorkflowView> view = workflows.find(id);
    if (view.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute("workflow", view.get());
    model.addAttribute("timeline", WorkflowTimeline.of(view.get(), clock.instant()));
    model.addAttribute("findings", findings.findFirst(id, MAX_ROWS));
    model.addAttribute("shown", MAX_ROWS);
    model.addAttribute("coverage", CoverageRow.of(view.get().coverage()));
    model.addAttribute("examined", view.get().hasExamination());
    String awaited = view.get().waitingFor();
    model.addAttribute("holder", awaited == null ? null : queries.lockHolder(awaited).orElse(null));
    return "workflow";
  }

  @GetMapping("/workflows/{id}/steps/{name}")
  String step(
      @PathVariable String id,
      @PathVariable String name,
      Model model,
      HttpServletResponse response) {
    Optional<StepPageLoader.StepPage> stepPage = stepPages.find(id, name);
    if (stepPage.isEmpty()) {
      return notFound("step of " + id + " called", name, model, response);
    }
    model.addAttribute("workflow", id);
    model.addAttribute("step", stepPage.get());
    return "step";
  }

  @GetMapping("/workflows/{id}/diff")
  String diff(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowView> view = workflows.find(id);
    if (view.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    WorkflowView workflow = view.get();
    model.addAttribute("id", id);
    try {
      model.addAttribute(
          "changes",
          workflow.snapshot() == null || workflow.tree() == null
              ? Comparison.NONE
              : snapshots.compare(
                  workflow.target(), workflow.snapshot(), workflow.tree(), DIFF_LIMITS));
    } catch (SnapshotGoneException gone) {
      return notFound("stored snapshot of", id, model, response);
    }
    return "diff";
  }

  private static String notFound(
      String kind, String name, Model model, HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    model.addAttribute("what", kind);
    model.addAttribute("id", name);
    return "unknown";
  }

  @GetMapping("/new")
  String newWorkflow(@RequestParam(defaultValue = "") String target, Model model) {
    model.addAttribute("target", target);
    model.addAttribute(
        "commands",
        commands.catalog().all().stream()
            .filter(entry -> Planner.isRequestable(entry.name()))
            .filter(entry -> commands.rejectionReason(entry).isEmpty())
            .toList());
    return "new";
  }

  @GetMapping("/commands")
  String commands(Model model) {
    var catalog = commands.catalog();
    model.addAttribute("commands", catalog.all());
    model.addAttribute("picture", DependencyGraphSvg.of(catalog.graph()));
    model.addAttribute("missing", catalog.graph().missing());
    model.addAttribute("cycles", catalog.graph().cycles());
    return "commands";
  }

  @GetMapping("/sessions")
  String sessions(Model model) {
    model.addAttribute("sessions", sessions.findLatest(MAX_ROWS));
    return "sessions";
  }

  @GetMapping("/sessions/{id}")
  String session(@PathVariable String id, Model model, HttpServletResponse response) {
    var session = parseUuid(id).flatMap(sessions::find);
    if (session.isEmpty()) {
      return notFound("session", id, model, response);
    }
    // Thymeleaf reserves the variable name "session" for the HTTP session.
    model.addAttribute("one", session.get());
    return "session";
  }

  private static Optional<UUID> parseUuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException invalid) {
      return Optional.empty();
    }
  }

  @GetMapping("/targets")
  String targets(@RequestParam(required = false) @Nullable String name, Model model) {
    if (name == null) {
      model.addAttribute("targets", queries.recentTargets(MAX_ROWS));
      return "targets";
    }
    List<TargetRun> runs = queries.latestRuns(name, MAX_RUNS);
    model.addAttribute("target", name);
    model.addAttribute("runs", runs.reversed());
    model.addAttribute(
        "trends",
        List.of(
            TrendChart.of("Findings", runs, TargetRun::findings),
            TrendChart.of("Duplicated lines, %", runs, TargetRun::duplicatedLinesPercent),
            TrendChart.of("Highest complexity", runs, TargetRun::maxComplexity)));
    return "target";
  }

  @GetMapping("/cache")
  String cache(Model model) {
    model.addAttribute("cache", cache.view());
    return "cache";
  }
}
