package dev.pawl.security;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the login page. A user enters a token once, which starts a session of the browser. */
@Controller
@Hidden
class LoginController {

  private final ApiTokenService tokens;
  private final BrowserSessionService sessions;
  private final OidcLoginHandler loginHandler;

  LoginController(
      ApiTokenService tokens, BrowserSessionService sessions, OidcLoginHandler loginHandler) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.loginHandler = loginHandler;
  }

  /** Returns the display names of the OpenID Connect providers, by the path that starts the login. */
  @ModelAttribute("providers")
  Map<String, String> providers() {
    return loginHandler.providers();
  }

  @GetMapping("/login")
  String loginPage(
      @RequestParam(defaultValue = "/") String next,
      @RequestParam(defaultValue = "") String refused,
      Model model) {
    model.addAttribute("next", safeRedirectPath(next));
    if (!refused.isEmpty()) {
      model.addAttribute("why", OidcLoginHandler.LOGIN_FAILED_MESSAGE);
    }
    return "login";
  }

  /** Shows a page after OpenID Connect login, because browsers withhold strict cookies on a cross-site redirect. */
  @RequestMapping(OidcLoginHandler.LOGIN_COMPLETED_PATH)
  String loginCompleted(Model model) {
    model.addAttribute("next", "/");
    model.addAttribute("go", true);
    return "login";
  }

  @PostMapping(path = "/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  String login(
      @RequestParam(defaultValue = "") String token,
      @RequestParam(defaultValue = "/") String next,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    var caller = tokens.authenticate(token.strip());
    if (caller.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      model.addAttribute("next", safeRedirectPath(next));
      model.addAttribute("why", "This token is unknown, has expired or was revoked.");
      return "login";
    }
    SecurityContextHolder.getContext().setAuthentication(caller.get());
    sessions.start(token.strip(), request, response);
    return "redirect:" + safeRedirectPath(next);
  }

  @PostMapping("/logout")
  String logout(HttpServletRequest request, HttpServletResponse response) {
    sessions.end(request, response);
    return "redirect:/login";
  }

  /** Returns the path if it belongs to this site, else {@code /}; prevents open redirects. */
  private static String safeRedirectPath(String next) {
    boolean isLocalPath = next.matches("/([^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*)?");
    return isLocalPath ? next : "/";
  }
}
