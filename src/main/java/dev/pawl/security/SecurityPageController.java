package dev.pawl.security;

import io.swagger.v3.oas.annotations.Hidden;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Window;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the pages of the API tokens and of the audit log, which require the scope admin. */
@Controller
@Hidden
class SecurityPageController {

  private static final int PAGE_SIZE = 100;

  private final ApiTokenService tokens;
  private final AuditLog audit;
  private final Clock clock;

  SecurityPageController(ApiTokenService tokens, AuditLog audit, Clock clock) {
    this.tokens = tokens;
    this.audit = audit;
    this.clock = clock;
  }

  /** A token, and whether it is accepted. */
  record TokenRow(ApiToken token, boolean active) {}

  @GetMapping("/operate/tokens")
  String tokens(Model model) {
    List<TokenRow> rows =
        tokens.findAll().stream()
            .map(token -> new TokenRow(token, isActive(token)))
            .sorted(Comparator.comparing(TokenRow::active).reversed())
            .toList();
    model.addAttribute("tokens", rows);
    model.addAttribute("scopes", Arrays.stream(Scope.values()).map(Scope::value).toList());
    return "tokens";
  }

  private boolean isActive(ApiToken token) {
    return token.revokedAt() == null
        && (token.expiresAt() == null || token.expiresAt().isAfter(clock.instant()));
  }

  @GetMapping("/operate/audit")
  String audit(@RequestParam(required = false) @Nullable Long before, Model model) {
    Window<AuditLog.Entry> window = audit.findNewest(PAGE_SIZE, before);
    List<AuditLog.Entry> entries = window.toList();
    model.addAttribute("entries", entries);
    model.addAttribute("first", before == null);
    model.addAttribute("next", window.hasNext() ? entries.getLast().id() : null);
    return "audit";
  }
}
