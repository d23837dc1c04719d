package dev.pawl.security;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The door for people: they show a token once, and their browser remembers it until it is closed. */
@Controller
@Hidden
class LoginController {

  private final Tokens tokens;

  LoginController(Tokens tokens) {
    this.tokens = tokens;
  }

  @GetMapping("/login")
  String door(@RequestParam(defaultValue = "/") String next, Model model) {
    model.addAttribute("next", own(next));
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

  private static void remember(
      String token, HttpServletRequest request, HttpServletResponse response) {
    response.addHeader(HttpHeaders.SET_COOKIE, cookie(token, request).build().toString());
  }

  /** No script can read it, and no page of another site can have it sent. */
  private static ResponseCookie.ResponseCookieBuilder cookie(
      String token, HttpServletRequest request) {
    return ResponseCookie.from(TokenFilter.COOKIE, token)
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Strict")
        .path("/");
  }

  /** Nobody is sent to another site. */
  private static String own(String next) {
    boolean own = next.matches("/([^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*)?");
    return own ? next : "/";
  }
}
