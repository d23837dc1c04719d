package dev.pawl.dashboard;

import dev.pawl.registry.CommandCatalog;
import dev.pawl.registry.CommandDocs;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.registry.RegisteredCommand;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleCatalog;
import dev.pawl.rule.RuleSeverity;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;

/** Serves the pages about what workflows can run, and about the rules of findings. */
@Controller
@Hidden
class CatalogPageController {

  private static final int PAGE_SIZE = 100;

  private final CommandRegistry commands;
  private final CommandDocs docs;
  private final RuleCatalog rules;

  CatalogPageController(CommandRegistry commands, CommandDocs docs, RuleCatalog rules) {
    this.commands = commands;
    this.docs = docs;
    this.rules = rules;
  }

  @GetMapping("/commands")
  String commands(@RequestParam(defaultValue = "") String q, Model model) {
    CommandCatalog catalog = commands.catalog();
    model.addAttribute("q", q);
    model.addAttribute(
        "commands",
        catalog.all().stream()
            .filter(entry -> matches(q, entry.name(), entry.spec().description()))
            .toList());
    model.addAttribute("picture", DependencyGraphSvg.of(catalog.graph()));
    model.addAttribute("missing", catalog.graph().missing());
    model.addAttribute("cycles", catalog.graph().cycles());
    return "commands";
  }

  /** Returns whether each word of a search is part of one of the texts, in any case. */
  private static boolean matches(String search, String... texts) {
    String all = String.join("\n", texts).toLowerCase(Locale.ROOT);
    return Arrays.stream(search.toLowerCase(Locale.ROOT).strip().split("\\s+"))
        .allMatch(all::contains);
  }

  @GetMapping("/commands/{*path}")
  String command(@PathVariable String path, Model model, HttpServletResponse response) {
    String name = path.substring(1);
    CommandCatalog catalog = commands.catalog();
    Optional<RegisteredCommand> found = catalog.find(name);
    if (found.isEmpty()) {
      return PageController.notFound("command", name, model, response);
    }
    RegisteredCommand entry = found.get();
    model.addAttribute("entry", entry);
    model.addAttribute("rejection", commands.rejectionReason(entry).orElse(null));
    model.addAttribute(
        "dependents",
        catalog.all().stream()
            .map(RegisteredCommand::spec)
            .filter(spec -> spec.dependencies().contains(name))
            .toList());
    String host = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
    model.addAttribute(
        "documentation",
        MarkdownHtml.render(
            docs.documentation(entry).replaceAll("(http://)?localhost:8080", host), name));
    return "command";
  }

  /**
   * A value by which rules are filtered.
   *
   * @param count the number of rules that have it and match the other filters
   */
  record Choice(String title, String href, long count, boolean current) {}

  @GetMapping("/rules")
  String rules(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String tool,
      @RequestParam(defaultValue = "") String severity,
      @RequestParam(defaultValue = "0") int after,
      Model model) {
    List<Rule> matching =
        rules.rules().stream().filter(rule -> matches(q, rule.id(), rule.description())).toList();
    List<Rule> selected =
        matching.stream()
            .filter(rule -> tool.isEmpty() || rule.tool().equals(tool))
            .filter(rule -> severity.isEmpty() || rule.severity().value().equals(severity))
            .toList();
    int start = Math.clamp(after, 0, selected.size());
    int end = Math.min(selected.size(), start + PAGE_SIZE);
    model.addAttribute("q", q);
    model.addAttribute("tool", tool);
    model.addAttribute("severity", severity);
    model.addAttribute("total", selected.size());
    model.addAttribute("rules", selected.subList(start, end));
    model.addAttribute("next", end < selected.size() ? href(q, tool, severity, end) : null);
    model.addAttribute(
        "tools",
        choices(
            matching.stream()
                .filter(rule -> severity.isEmpty() || rule.severity().value().equals(severity))
                .toList(),
            Rule::tool,
            tool,
            value -> href(q, value, severity, 0)));
    model.addAttribute(
        "severities",
        choices(
            matching.stream().filter(rule -> tool.isEmpty() || rule.tool().equals(tool)).toList(),
            rule -> rule.severity().value(),
            severity,
            value -> href(q, tool, value, 0)));
    return "rules";
  }

  private static List<Choice> choices(
      List<Rule> of,
      Function<Rule, String> property,
      String selected,
      Function<String, String> href) {
    Map<String, Long> counts =
        of.stream().collect(Collectors.groupingBy(property, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> {
          boolean current = entry.getKey().equals(selected);
          return new Choice(
              title(entry.getKey()),
              href.apply(current ? "" : entry.getKey()),
              entry.getValue(),
              current);
        })
        .toList();
  }

  private static String title(String value) {
    return switch (value) {
      case "info" -> "note";
      case "*" -> "any tool";
      default -> value;
    };
  }

  private static String href(String q, String tool, String severity, int after) {
    var uri = UriComponentsBuilder.fromPath("/rules");
    if (!q.isEmpty()) {
      uri.queryParam("q", "{q}");
    }
    if (!tool.isEmpty()) {
      uri.queryParam("tool", "{tool}");
    }
    if (!severity.isEmpty()) {
      uri.queryParam("severity", severity);
    }
    if (after > 0) {
      uri.queryParam("after", after);
    }
    return uri.encode().buildAndExpand(Map.of("q", q, "tool", tool)).toUriString();
  }

  /** An example of a rule: its lines as HTML. */
  record Example(List<String> lines) {

    private static @Nullable Example of(@Nullable String language, @Nullable String code) {
      if (language == null || code == null) {
        return null;
      }
      CodeHtml html = CodeHtml.ofLanguage(language, code);
      return new Example(html.lines());
    }
  }

  @GetMapping("/rules/{*id}")
  String rule(@PathVariable String id, Model model, HttpServletResponse response) {
    String name = id.substring(1);
    Optional<Rule> found = rules.find(name);
    if (found.isEmpty()) {
      return PageController.notFound("rule", name, model, response);
    }
    Rule rule = found.get();
    model.addAttribute("rule", rule);
    model.addAttribute("reported", Example.of(rule.language(), rule.reported()));
    model.addAttribute("accepted", Example.of(rule.language(), rule.accepted()));
    model.addAttribute("severities", RuleSeverity.names());
    return "rule";
  }
}
