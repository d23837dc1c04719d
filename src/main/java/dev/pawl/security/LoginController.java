package dev.pawl.security;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the login page. A user enters a token once; a session cookie keeps it until the browser is closed. */
@Controller
@Hidden
class LoginController {

  private final Tokens tokens;

  private final SignIn signIn;

  LoginController(Tokens tokens, SignIn signIn) {
    this.tokens = tokens;
    this.signIn = signIn;
  }

  /** Returns the display names of the OpenID Connect providers, by the path that starts the login. */
  @ModelAttribute("providers")
  Map<String, String> providers() {
    return signIn.providers();
  }

  @GetMapping("/login")
  String door(
      @RequestParam(defaultValue = "/") String next,
      @RequestParam(defaultValue = "") String refused,
      Model model) {
    model.addAttribute("next", own(next));
    if (!refused.isEmpty()) {
      model.addAttribute("why", SignIn.REFUSED);
    }
    return "login";
  }

  /** Shows a page after OpenID Connect login, because browsers withhold strict cookies on a cross-site redirect. */
  @RequestMapping(SignIn.DONE)
  String done(Model model) {
    model.addAttribute("next", "/");
    model.addAttribute("go", true);
    return "login";
  }

  @PostMapping(path = "/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  String enter(
      @RequestParam(defaultValue = "") String token,
      @RequestParam(defaultValue = "/") String next,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    var caller = tokens.who(token.strip());
    if (caller.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      model.addAttribute("next", own(next));
      model.addAttribute("why", "This token is unknown, has expired or was revoked.");
      return "login";
    }
    SecurityContextHolder.getContext().setAuthentication(caller.get());
    remember(token.strip(), request, response);
    return "redirect:" + own(next);
  }

  @PostMapping("/logout")
  String leave(HttpServletRequest request, HttpServletResponse response) {
    ResponseCookie cookie = cookie("", request).maxAge(0).build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    return "redirect:/login";
  }

  static void remember(String token, HttpServletRequest request, HttpServletResponse response) {
    response.addHeader(HttpHeaders.SET_COOKIE, cookie(token, request).build().toString());
  }

  /** Creates the token cookie, which scripts cannot read and requests from other sites do not carry. */
  private static ResponseCookie.ResponseCookieBuilder cookie(
      String token, HttpServletRequest request) {
    return ResponseCookie.from(TokenFilter.COOKIE, token)
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Strict")
        .path("/");
  }

  /** Returns the path if it belongs to this site, else {@code /}; prevents open redirects. */
  private static String own(String next) {
    boolean own = next.matches("/([^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*)?");
    return own ? next : "/";
  }
}
