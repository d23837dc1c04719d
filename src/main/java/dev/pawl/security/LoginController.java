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

/** The door for people: they show a token once, and their browser remembers it until it is closed. */
@Controller
@Hidden
class LoginController {

  private final Tokens tokens;

  private final SignIn signIn;

  LoginController(Tokens tokens, SignIn signIn) {
    this.tokens = tokens;
    this.signIn = signIn;
  }

  /** Who vouches for people, by the path that leads to them. */
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

  /** A page between the other site and this one: a browser does not send the cookie on the way from there. */
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
