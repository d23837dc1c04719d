package dev.pawl.dashboard;

import dev.pawl.command.Finding;
import dev.pawl.command.Fingerprint;
import dev.pawl.dashboard.StepPageLoader.StepPage;
import dev.pawl.dashboard.WorkflowPageLoader.WorkflowPage;
import dev.pawl.finding.FacetedFindings;
import dev.pawl.finding.FacetedFindings.FindingsPage;
import dev.pawl.finding.FacetedFindings.ListedFinding;
import dev.pawl.finding.FacetedFindings.Selection;
import dev.pawl.finding.FacetedFindings.View;
import dev.pawl.finding.FindingService;
import dev.pawl.report.CoverageRow;
import dev.pawl.report.ReportFormat;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleCatalog;
import dev.pawl.snapshot.Comparison;
import dev.pawl.snapshot.Comparison.ComparedFile;
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
  private static final int MAX_MARGIN_FINDINGS = 500;
  private static final Limits DIFF_LIMITS = new Limits(100, 3000);

  private final WorkflowPageLoader pages;
  private final StepPageLoader stepPages;
  private final FacetedFindings findings;
  private final FindingService findingService;
  private final SnapshotReader snapshots;
  private final RuleCatalog rules;

  WorkflowPageController(
      WorkflowPageLoader pages,
      StepPageLoader stepPages,
      FacetedFindings findings,
      FindingService findingService,
      SnapshotReader snapshots,
      RuleCatalog rules) {
    this.pages = pages;
    this.stepPages = stepPages;
    this.findings = findings;
    this.findingService = findingService;
    this.snapshots = snapshots;
    this.rules = rules;
  }

  /** Adds what all tabs show; empty if there is no such workflow. */
  private Optional<WorkflowPage> load(String id, String tab, Model model) throws IOException {
    Optional<WorkflowPage> page = pages.find(id);
    page.ifPresent(found -> {
      model.addAttribute("page", found);
      model.addAttribute("workflow", found.workflow());
      model.addAttribute("tab", tab);
      model.addAttribute("title", found.title(tab));
      model.addAttribute("step", "");
    });
    return page;
  }

  @GetMapping({"", "/findings"})
  String findings(
      @PathVariable String id,
      @RequestParam Map<String, String> parameters,
      @RequestParam(defaultValue = "0") int after,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<WorkflowPage> loaded = load(id, "findings", model);
    Selection selection = FindingsModel.selection(parameters);
    Optional<FindingsPage> page = findings.find(id, selection, Math.max(0, after), PAGE_SIZE);
    if (loaded.isEmpty() || page.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute(
        "findings",
        FindingsModel.of(id, page.get(), selection, loaded.get().states(), loaded.get().counts()));
    model.addAttribute("examined", loaded.get().workflow().hasExamination());
    return "workflow";
  }

  @GetMapping({"/changes", "/diff"})
  String changes(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowPage> loaded = load(id, "changes", model);
    if (loaded.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    WorkflowView view = loaded.get().workflow();
    try {
      Comparison comparison =
          view.snapshot() == null || view.tree() == null
              ? Comparison.NONE
              : snapshots.compare(view.target(), view.snapshot(), view.tree(), DIFF_LIMITS);
      List<String> files = comparison.shown().stream().map(ComparedFile::path).toList();
      model.addAttribute(
          "changes",
          new ChangesPage.Builder(
                  view,
                  snapshots,
                  ChangeOrigins.of(view.steps(), step -> pages.attempts(id, step)),
                  findings.findInFiles(id, files, MAX_MARGIN_FINDINGS))
              .build(comparison));
    } catch (SnapshotGoneException gone) {
      model.addAttribute("gone", true);
    }
    return "workflow";
  }

  /** Returns unchanged lines between the changes of a file, as rows of its table. */
  @GetMapping("/context")
  String context(
      @PathVariable String id,
      @RequestParam String file,
      @RequestParam("old") int oldLine,
      @RequestParam("new") int newLine,
      @RequestParam int count,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<WorkflowPage> loaded = load(id, "changes", model);
    if (loaded.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    var gap = new ChangesPage.Gap(Math.max(1, oldLine), Math.max(1, newLine), Math.max(0, count));
    model.addAttribute("path", file);
    try {
      model.addAttribute(
          "rows", ChangesPage.context(file, gap, loaded.get().workflow(), snapshots));
    } catch (SnapshotGoneException | IllegalArgumentException unreadable) {
      return notFound("file of " + id, file, model, response);
    }
    return "workflow-changes :: context";
  }

  @GetMapping("/log")
  String log(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowPage> loaded = load(id, "log", model);
    if (loaded.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    String step = interestingStep(loaded.get().workflow());
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
    Optional<WorkflowPage> loaded = load(id, "gates", model);
    if (loaded.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute("verdicts", pages.verdicts(loaded.get().workflow()));
    return "workflow";
  }

  @GetMapping("/details")
  String details(@PathVariable String id, Model model, HttpServletResponse response)
      throws IOException {
    Optional<WorkflowPage> loaded = load(id, "details", model);
    if (loaded.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    model.addAttribute("coverage", CoverageRow.of(loaded.get().workflow().coverage()));
    model.addAttribute("formats", ReportFormat.values());
    return "workflow";
  }

  /** Returns a finding with its code and the actions on it; the list of findings inserts its main part. */
  @GetMapping("/findings/{fingerprint:" + Fingerprint.PATTERN + "}")
  String finding(
      @PathVariable String id,
      @PathVariable String fingerprint,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<WorkflowPage> loaded = load(id, "findings", model);
    if (loaded.isEmpty()) {
      return notFound("workflow", id, model, response);
    }
    Optional<ListedFinding> found = findings.findOne(id, fingerprint);
    if (found.isEmpty()) {
      return notFound("finding of " + id, fingerprint, model, response);
    }
    Finding finding = found.get().finding();
    model.addAttribute(
        "detail",
        FindingDetail.of(
            found.get(),
            CodeExcerpt.read(
                loaded.get().workflow(),
                finding.file(),
                finding.line(),
                found.get().view() == View.FIXED,
                snapshots),
            rules.find(Rule.id(finding.tool(), finding.rule())).orElse(null),
            findingService.findBaseline(id).orElse(null),
            loaded.get().workflow().target().name()));
    return "finding";
  }

  private static String notFound(
      String kind, String name, Model model, HttpServletResponse response) {
    return PageController.notFound(kind, name, model, response);
  }
}
