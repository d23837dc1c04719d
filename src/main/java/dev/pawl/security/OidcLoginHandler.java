package dev.pawl.security;

import dev.pawl.project.SubmissionLimits;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
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
class OidcLoginHandler {

  static final String LOGIN_PATH = "/login";
  static final String LOGIN_COMPLETED_PATH = "/login/done";
  static final String LOGIN_FAILED_MESSAGE =
      "You could not be signed in: the identity provider rejected the login, or granted none of the"
          + " roles pawl.read, pawl.submit, pawl.decide and pawl.admin, nor a role or group that is"
          + " mapped to scopes.";

  /** The creator of tokens that are issued at login. */
  static final String TOKEN_CREATOR = "sign-in";

  private static final int MAX_LOGGED_LENGTH = 500;
  private static final Logger log = LoggerFactory.getLogger(OidcLoginHandler.class);

  private final @Nullable ClientRegistrationRepository registrations;
  private final JpaAuthorizationRequestRepository authorizationRequests;
  private final ApiTokenService tokens;
  private final BrowserSessionService sessions;
  private final SecurityProperties properties;
  private final ClaimMapper claims;
  private final Clock clock;

  OidcLoginHandler(
      ObjectProvider<ClientRegistrationRepository> registrations,
      JpaAuthorizationRequestRepository authorizationRequests,
      ApiTokenService tokens,
      BrowserSessionService sessions,
      SecurityProperties properties,
      ClaimMapper claims,
      Clock clock) {
    this.registrations = registrations.getIfAvailable();
    this.authorizationRequests = authorizationRequests;
    this.tokens = tokens;
    this.sessions = sessions;
    this.properties = properties;
    this.claims = claims;
    this.clock = clock;
  }

  /** Returns whether an OpenID Connect provider is configured. */
  boolean isConfigured() {
    return registrations != null;
  }

  /** Returns the repository of logins in progress. */
  JpaAuthorizationRequestRepository authorizationRequests() {
    return authorizationRequests;
  }

  /** Returns the display names of the providers, by the path that starts the login. */
  Map<String, String> providers() {
    var providers = new LinkedHashMap<String, String>();
    if (registrations instanceof Iterable<?> iterable) {
      for (Object element : iterable) {
        if (element instanceof ClientRegistration registration) {
          providers.put(
              "/oauth2/authorization/" + registration.getRegistrationId(),
              registration.getClientName());
        }
      }
    }
    return providers;
  }

  void onSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication)
      throws IOException, ServletException {
    ClaimMapper.Grant grant =
        authentication.getPrincipal() instanceof OidcUser user
            ? claims.grant(user)
            : new ClaimMapper.Grant(Set.of(), null);
    if (grant.scopes().isEmpty()) {
      SecurityContextHolder.clearContext();
      response.sendRedirect(LOGIN_PATH + "?refused=roles");
      return;
    }
    String name = callerName(authentication);
    var created =
        tokens.create(
            name,
            grant.scopes(),
            grant.project(),
            SubmissionLimits.NONE,
            clock.instant().plus(properties.signInDuration()),
            TOKEN_CREATOR);
    sessions.start(created.secret(), request, response);
    tokens
        .authenticate(created.secret())
        .ifPresent(caller -> SecurityContextHolder.getContext().setAuthentication(caller));
    request.getRequestDispatcher(LOGIN_COMPLETED_PATH).forward(request, response);
  }

  private static String callerName(Authentication authentication) {
    String preferred =
        authentication.getPrincipal() instanceof OidcUser user ? user.getPreferredUsername() : null;
    String name = preferred == null ? authentication.getName() : preferred;
    return name.substring(0, Math.min(name.length(), 100));
  }

  void onFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
      throws IOException {
    log.info("OpenID Connect login failed: {}", onOneLine(String.valueOf(exception.getMessage())));
    response.sendRedirect(LOGIN_PATH + "?refused=provider");
  }

  /** Returns a message that anyone can send, without characters with which it could look like another log entry. */
  static String onOneLine(String message) {
    String line = message.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    return line.substring(0, Math.min(line.length(), MAX_LOGGED_LENGTH));
  }
}
