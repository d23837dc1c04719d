package dev.pawl.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * Handles OpenID Connect login. A successful login creates an API token, which is valid for twelve hours by default, so
 * that every node accepts it and it can be revoked like any other token.
 */
@Component
class SignIn {

  static final String PAGE = "/login";
  static final String DONE = "/login/done";
  static final String REFUSED =
      "You could not be signed in: the identity provider rejected the login, or granted none of the"
          + " roles pawl.read, pawl.submit, pawl.decide and pawl.admin.";

  /** The creator of tokens that are issued at login. */
  static final String BY = "sign-in";

  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  private final @Nullable ClientRegistrationRepository registrations;
  private final SignInRequests requests;
  private final Tokens tokens;
  private final SecurityProperties properties;
  private final Clock clock;

  SignIn(
      ObjectProvider<ClientRegistrationRepository> registrations,
      SignInRequests requests,
      Tokens tokens,
      SecurityProperties properties,
      Clock clock) {
    this.registrations = registrations.getIfAvailable();
    this.requests = requests;
    this.tokens = tokens;
    this.properties = properties;
    this.clock = clock;
  }

  /** Returns whether an OpenID Connect provider is configured. */
  boolean isPossible() {
    return registrations != null;
  }

  /** Returns the repository of logins in progress. */
  SignInRequests requests() {
    return requests;
  }

  /** Returns the display names of the providers, by the path that starts the login. */
  Map<String, String> providers() {
    var found = new LinkedHashMap<String, String>();
    if (registrations instanceof Iterable<?> all) {
      for (Object one : all) {
        if (one instanceof ClientRegistration registration) {
          found.put(
              "/oauth2/authorization/" + registration.getRegistrationId(),
              registration.getClientName());
        }
      }
    }
    return found;
  }

  void succeeded(HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException, ServletException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    String project = null;
    if (who.getPrincipal() instanceof OidcUser user) {
      scopes.addAll(Doors.scopes(user));
      project = user.getClaimAsString(properties.projectClaim());
    }
    if (scopes.isEmpty()) {
      SecurityContextHolder.clearContext();
      response.sendRedirect(PAGE + "?refused=roles");
      return;
    }
    String name = name(who);
    var made = tokens.make(name, scopes, project, clock.instant().plus(properties.signIn()), BY);
    LoginController.remember(made.secret(), request, response);
    tokens
        .who(made.secret())
        .ifPresent(caller -> SecurityContextHolder.getContext().setAuthentication(caller));
    request.getRequestDispatcher(DONE).forward(request, response);
  }

  private static String name(Authentication who) {
    String preferred =
        who.getPrincipal() instanceof OidcUser user ? user.getPreferredUsername() : null;
    String name = preferred == null ? who.getName() : preferred;
    return name.substring(0, Math.min(name.length(), 100));
  }

  void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    log.info("OpenID Connect login failed: {}", why.getMessage());
    response.sendRedirect(PAGE + "?refused=provider");
  }
}
