package dev.pawl.forge;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the page of the connections to forges and of the triggers, also of those of one target. */
@Controller
@Hidden
class ForgePageController {

  private final ForgeProperties properties;
  private final ForgeConnections connections;
  private final TriggerService triggers;

  ForgePageController(
      ForgeProperties properties, ForgeConnections connections, TriggerService triggers) {
    this.properties = properties;
    this.connections = connections;
    this.triggers = triggers;
  }

  /**
   * A connection as the page shows it, without its secrets.
   *
   * @param sends whether a credential is configured, without which nothing can be sent
   * @param receives whether a webhook secret is configured, without which no events are accepted
   */
  record ConnectionRow(
      String name,
      String kind,
      String url,
      List<String> repositories,
      boolean sends,
      boolean receives) {}

  @GetMapping("/operate/forges")
  String forges(@RequestParam(required = false) @Nullable String target, Model model) {
    model.addAttribute("target", target);
    model.addAttribute(
        "connections",
        new TreeMap<>(properties.connections())
            .entrySet().stream().map(ForgePageController::row).toList());
    model.addAttribute(
        "triggers",
        triggers.findAll().stream()
            .map(TriggerView::of)
            .filter(trigger -> target == null || startsWorkflowsOn(target, trigger))
            .toList());
    return "forges";
  }

  private static ConnectionRow row(Map.Entry<String, ForgeProperties.Connection> connection) {
    var settings = connection.getValue();
    return new ConnectionRow(
        connection.getKey(),
        settings.kind().value(),
        settings.url().toString(),
        settings.repositories(),
        settings.credential() != null,
        settings.webhookSecret() != null);
  }

  private boolean startsWorkflowsOn(String target, TriggerView trigger) {
    return connections
        .find(trigger.forge())
        .flatMap(connection -> connection.repositoryOf(target))
        .filter(repository -> repository.equalsIgnoreCase(trigger.repository()))
        .isPresent();
  }
}
