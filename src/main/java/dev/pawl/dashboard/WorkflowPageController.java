package dev.pawl.dashboard;

import dev.pawl.dashboard.StepPageLoader.StepPage;
import dev.pawl.dashboard.WorkflowPageLoader.WorkflowPage;
import dev.pawl.finding.FacetedFindings;
import dev.pawl.finding.FacetedFindings.Facet;
import dev.pawl.finding.FacetedFindings.FindingsPage;
import dev.pawl.finding.FacetedFindings.Grouping;
import dev.pawl.report.CoverageRow;
import dev.pawl.report.ReportFormat;
import dev.pawl.rule.RuleCatalog;
import dev.pawl.snapshot.Comparison;
import dev.pawl.snapshot.Comparison.Limits;
import dev.pawl.snapshot.SnapshotGoneException;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the page of one workflow, with a path for each of its tabs. */
@Controller
@RequestMapping("/workflows/{id}")
@Hidden
class WorkflowPageController {

  private static final int PAGE_SIZE = 100;
  private static final Limits DIFF_LIMITS = new Limits(100, 3000);

  private final WorkflowPageLoader pages;
  private final StepPageLoader stepPages;
  private final FacetedFindings findings;
  private final SnapshotReader snapshots;
  private final RuleCatalog rules;

  WorkflowPageController(
      WorkflowPageLoader pages,
      StepPageLoader stepPages,
      FacetedFindings findings,
      SnapshotReader snapshots,
      RuleCatalog rules) {
    this.pages = pages;
    this.stepPages = stepPages;
    this.findings = findings;
    this.snapshots = snapshots;
    this.rules = rules;
  }

  /** Adds what all tabs show; empty if there is no such workflow. */
  private Optional<WorkflowView> load(String id, String tab, Model model) throws IOException {
    Optional<WorkflowPage> page = pages.find(id);
    page.ifPresent(found -> {
      model.addAttribute("page", found);
      model.addAttribute("workflow", found.workflow());
      model.addAttribute("tab", tab);
      model.addAttribute("title", found.title(tab));
      model.addAttribute("step", "");
    });
    return page.map(WorkflowPage::workflow);
  }

  @GetMapping({"", "/findings"})
  String findings(
      @PathVariable String id,
      @RequestParam Map<String, String> parameters,
      @RequestParam(defaultValue = "0") int after,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<WorkflowView> workflow = load(id, "findings", model);
    Map<Facet, String> filter = FindingsModel.filter(parameters);
    Grouping grouping = FindingsModel.grouping(parameters);
    Optional<FindingsPage> page =
        findings.find(id, filter, grouping, Math.max(0, after), PAGE_SIZE);
    if (workflow.isEmpty() || page.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute("findings", FindingsModel.of(id, page.get(), filter, grouping));
    model.addAttribute("examined", workflow.get().hasExamination());
    return "workflow";
  }

  @GetMapping({"/changes", "/diff"})
  String changes(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowView> workflow = load(id, "changes", model);
    if (workflow.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    WorkflowView view = workflow.get();
    try {
      Comparison comparison =
          view.snapshot() == null || view.tree() == null
              ? Comparison.NONE
              : snapshots.compare(view.target(), view.snapshot(), view.tree(), DIFF_LIMITS);
      model.addAttribute("changes", ChangesPage.of(comparison, view, snapshots));
    } catch (SnapshotGoneException gone) {
      model.addAttribute("gone", true);
    }
    return "workflow";
  }

  @GetMapping("/log")
  String log(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowView> workflow = load(id, "log", model);
    if (workflow.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    String step = interestingStep(workflow.get());
    return step == null ? "workflow" : step(id, step, model, response);
  }

  /** Returns the step whose log is read first: one that failed, one that runs, or the last one that has run. */
  private static @Nullable String interestingStep(WorkflowView workflow) {
    List<StepView> started =
        workflow.steps().stream().filter(step -> step.attempts() > 0).toList().reversed();
    return started.stream()
        .filter(step -> step.status() == StepStatus.FAILED)
        .findFirst()
        .or(() -> started.stream().filter(step -> step.status() == StepStatus.RUNNING).findFirst())
        .or(() -> started.stream().findFirst())
        .map(StepView::name)
        .orElse(null);
  }

  @GetMapping("/steps/{name}")
  String step(
      @PathVariable String id, @PathVariable String name, Model model, HttpServletResponse response)
      throws IOException {
    Optional<StepPage> stepPage = stepPages.find(id, name);
    if (stepPage.isEmpty() || load(id, "log", model).isEmpty()) {
      return notFound("step of " + id + " called", name, model, response);
    }
    model.addAttribute("stepPage", stepPage.get());
    model.addAttribute("step", name);
    return "workflow";
  }

  @GetMapping("/timeline")
  String timeline(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    return load(id, "timeline", model).isEmpty()
        ? notFound("workflow", id, model, response)
        : "workflow";
  }

  @GetMapping("/gates")
  String gates(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowView> workflow = load(id, "gates", model);
    if (workflow.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute("verdicts", pages.verdicts(workflow.get()));
    return "workflow";
  }

  @GetMapping("/details")
  String details(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowView> workflow = load(id, "details", model);
    if (workflow.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute("coverage", CoverageRow.of(workflow.get().coverage()));
    model.addAttribute("formats", ReportFormat.values());
    return "workflow";
  }

  /** Returns the lines around a line of a file, as a part of a page. */
  @GetMapping("/code")
  String code(
      @PathVariable String id,
      @RequestParam String file,
      @RequestParam(defaultValue = "1") int line,
      @RequestParam(defaultValue = "") String rule,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<WorkflowPage> page = pages.find(id);
    if (page.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute("id", id);
    model.addAttribute("file", file);
    model.addAttribute("rule", rules.find(rule).orElse(null));
    model.addAttribute("excerpt", CodeExcerpt.read(page.get().workflow(), file, line, snapshots));
    return "code";
  }

  private static String notFound(
      String kind, String name, Model model, HttpServletResponse response) {
    return PageController.notFound(kind, name, model, response);
  }
}
