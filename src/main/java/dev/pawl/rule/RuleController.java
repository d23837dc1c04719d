package dev.pawl.rule;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.ResourceNotFoundException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST API of the catalogue of rules. */
@RestController
@RequestMapping("/api/v1/rules")
@Tag(name = "rules")
class RuleController {

  private final RuleCatalog catalog;

  RuleController(RuleCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Rules.
   *
   * @param items the rules, sorted by identifier
   */
  @Schema(name = "RuleList")
  record RuleList(List<Rule> items) {}

  /**
   * Lists rules.
   *
   * @param tool the tool whose rules are returned; all tools if absent
   */
  @GetMapping
  @Operation(
      operationId = "listRules",
      summary = "List the rules",
      description =
          "Returns the rules that findings can violate, with their severities before any"
              + " configuration. An identifier that ends in /* stands for all rules of a program"
              + " that defines its own.")
  RuleList list(@RequestParam(required = false) @Nullable String tool) {
    if (tool == null) {
      return new RuleList(catalog.rules());
    }
    List<Rule> rules = catalog.rules().stream().filter(rule -> rule.tool().equals(tool)).toList();
    if (rules.isEmpty()) {
      var tools =
          catalog.rules().stream().map(Rule::tool).collect(Collectors.toCollection(TreeSet::new));
      throw new InvalidRequestException(
          List.of(new ValidationError("tool", "is not one of " + String.join(", ", tools))));
    }
    return new RuleList(rules);
  }

  /**
   * Returns a rule.
   *
   * @param id the identifier, such as {@code pmd/UnusedPrivateField}
   */
  @GetMapping("/{*id}")
  @Operation(
      operationId = "getRule",
      summary = "Get a rule",
      description =
          "The identifier is the tool, a slash, and the tool's name of the rule. The examples are those of the tests of"
              + " the rule.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "404",
      description = "Unknown rule, with similar ones",
      content = @Content(mediaType = "application/problem+json"))
  Rule get(@PathVariable String id) {
    String name = id.substring(1);
    return catalog.find(name).orElseThrow(() -> notFound(name));
  }

  private ResourceNotFoundException notFound(String id) {
    List<String> similar = catalog.similar(id);
    String hint =
        similar.isEmpty()
            ? "GET /api/v1/rules lists all rules."
            : "Similar rules: " + String.join(", ", similar) + ".";
    var unknown = new ResourceNotFoundException("There is no rule %s. %s".formatted(id, hint));
    unknown.getBody().setProperty("suggestions", similar);
    return unknown;
  }
}
