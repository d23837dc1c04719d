package dev.pawl.dashboard;

import dev.pawl.cache.CacheMaintenanceService;
import dev.pawl.dashboard.DashboardQueries.TargetRun;
import dev.pawl.finding.TargetQuality;
import dev.pawl.finding.TargetQualityService;
import dev.pawl.plan.Planner;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.session.SessionService;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the pages about targets, commands and operation. All actions of the pages use the API. */
@Controller
@Hidden
class PageController {

  private static final int MAX_ROWS = 50;
  private static final int MAX_RUNS = 30;
  private static final int MAX_SHARES = 10;
  private static final String USUAL_TYPE = "standard";

  private final DashboardController dashboard;
  private final DashboardQueries queries;
  private final CommandRegistry commands;
  private final SessionService sessions;
  private final CacheMaintenanceService cache;
  private final TargetQualityService quality;
  private final Planner planner;

  PageController(
      DashboardController dashboard,
      DashboardQueries queries,
      CommandRegistry commands,
      SessionService sessions,
      CacheMaintenanceService cache,
      TargetQualityService quality,
      Planner planner) {
    this.dashboard = dashboard;
    this.queries = queries;
    this.commands = commands;
    this.sessions = sessions;
    this.cache = cache;
    this.quality = quality;
    this.planner = planner;
  }

  @GetMapping("/operate")
  String operate(
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
    return "operate";
  }

  static String notFound(String kind, String name, Model model, HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    model.addAttribute("what", kind);
    model.addAttribute("id", name);
    return "unknown";
  }

  @GetMapping("/new")
  String newWorkflow(@RequestParam(defaultValue = "") String target, Model model) {
    model.addAttribute("target", target);
    model.addAttribute("types", types());
    model.addAttribute(
        "targets", isLimitedToProject(model) ? List.of() : queries.recentTargetNames(MAX_ROWS));
    model.addAttribute(
        "commands",
        commands.catalog().all().stream()
            .filter(entry -> Planner.isRequestable(entry.name()))
            .filter(entry -> commands.rejectionReason(entry).isEmpty())
            .toList());
    return "new";
  }

  private static boolean isLimitedToProject(Model model) {
    return model.getAttribute("project") != null;
  }

  /** Returns the descriptions of the workflow types that can be requested, by name; the most usual one is first. */
  private Map<String, String> types() {
    var types = new LinkedHashMap<String, String>();
    types.put(USUAL_TYPE, "");
    for (Planner.TypeDescription type : planner.types()) {
      if (type.missing().isEmpty() && !type.type().equals("custom")) {
        types.put(type.type(), type.description());
      }
    }
    return types;
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
    TargetQuality found = quality.find(name, MAX_RUNS, MAX_SHARES);
    model.addAttribute("quality", found);
    model.addAttribute("severities", SeverityChart.of(found.history()));
    model.addAttribute(
        "charts",
        Stream.of(
                TrendChart.of("Duplicated lines, %", runs, TargetRun::duplicatedLinesPercent),
                TrendChart.of("Highest complexity", runs, TargetRun::maxComplexity))
            // One measurement is no trend.
            .filter(chart -> chart.points().size() > 1)
            .toList());
    return "target";
  }

  @GetMapping("/cache")
  String cache(Model model) {
    model.addAttribute("cache", cache.view());
    return "cache";
  }
}
