package dev.pawl.security;

import dev.pawl.project.OfProject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;

/**
 * Configures authentication and authorization. If nothing is configured, the service is reachable from this machine
 * only, and every local caller may do everything; otherwise each request needs a token with the required scope.
 * State-changing requests from pages of other sites are always rejected.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class Doors {

  private static final Set<String> LOOPBACK =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1", "0:0:0:0:0:0:0:1");

  @Bean
  SecurityFilterChain filterChain(
      HttpSecurity http,
      Openness openness,
      Tokens tokens,
      AuditLog audit,
      Callers callers,
      Refusals refusals,
      RateLimit limit,
      SignIn signIn,
      SecurityProperties properties,
      ObjectProvider<JwtDecoder> jwts) {
    http.authorizeHttpRequests(requests ->
            requests
                .anyRequest()
                .access((who, context) ->
                    new AuthorizationDecision(
                        openness.isOpen()
                            || Rules.isOpen(context.getRequest())
                            || has(who.get(), Rules.needed(context.getRequest()))
                                && !isElsewhere(who.get(), context.getRequest()))))
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // The cookie is SameSite=Strict, and the same-origin filter rejects all other cross-site
        // requests.
        .csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .exceptionHandling(
            refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .addFilterAfter(new AuditFilter(audit, callers), SecurityContextHolderFilter.class)
        .addFilterBefore(new TokenFilter(tokens), AnonymousAuthenticationFilter.class)
        .addFilterBefore(new SameOrigin(), TokenFilter.class)
        .headers(headers ->
            headers
                .contentSecurityPolicy(policy ->
                    policy.policyDirectives(
                        "default-src 'self'; img-src 'self' data:; style-src 'self'"
                            + " 'unsafe-inline'; frame-ancestors 'none'; form-action 'self'"))
                .referrerPolicy(policy ->
                    policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.SAME_ORIGIN)));
    if (jwts.getIfAvailable() != null) {
      http.oauth2ResourceServer(server ->
          server
              .authenticationEntryPoint(refusals)
              .accessDeniedHandler(refusals)
              .bearerTokenResolver(request ->
                  Optional.ofNullable(TokenFilter.bearer(request))
                      .filter(TokenFilter::isJwt)
                      .orElse(null))
              .jwt(jwt -> jwt.jwtAuthenticationConverter(converter(properties))));
    }
    if (signIn.isPossible()) {
      http.oauth2Login(login ->
          login
              .loginPage(SignIn.PAGE)
              .authorizationEndpoint(
                  begin -> begin.authorizationRequestRepository(signIn.requests()))
              .authorizedClientRepository(new Forgetful())
              .successHandler(signIn::succeeded)
              .failureHandler(signIn::failed));
    }
    if (!openness.isOpen()) {
      http.addFilterAfter(
          new RateLimitFilter(limit, callers, refusals), AnonymousAuthenticationFilter.class);
    }
    return http.build();
  }

  /** Returns whether a project-scoped caller requests an endpoint that spans all projects. */
  static boolean isElsewhere(Authentication who, HttpServletRequest request) {
    return Rules.isOfAll(request)
        && who.getAuthorities().stream().anyMatch(OfProject.class::isInstance);
  }

  private static boolean has(Authentication who, Scope scope) {
    return who.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .anyMatch(scope.authority()::equals);
  }

  /** Reads scopes such as {@code pawl.submit} from the claims named in {@link #scopes}. */
  private static JwtAuthenticationConverter converter(SecurityProperties properties) {
    var converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(
        jwt -> Scope.authorities(scopes(jwt), jwt.getClaimAsString(properties.projectClaim())));
    return converter;
  }

  static List<Scope> scopes(ClaimAccessor claims) {
    return List.of("scope", "scp", "roles", "groups").stream()
        .map(claims::getClaim)
        .flatMap(claim ->
            claim instanceof Collection<?> several
                ? several.stream().map(String::valueOf)
                : claim instanceof String one ? List.of(one.split(" ")).stream() : null)
        .flatMap(word -> Scope.ofAuthority(word).stream())
        .toList();
  }

  /** Disables observations of single security filters: their spans are not used, and each would add a wrapper. */
  @Bean
  SecurityObservationSettings observations() {
    return SecurityObservationSettings.noObservations();
  }

  /** Prevents Spring Boot from generating a default user and password: there are no password logins. */
  @Bean
  UserDetailsService nobody() {
    return new InMemoryUserDetailsManager();
  }

  /** Rejects foreign host names when the service listens on a loopback address, as a protection from DNS rebinding. */
  @Bean
  StrictHttpFirewall firewall(@Value("${server.address:}") String address) {
    var firewall = new StrictHttpFirewall();
    // PostgreSQL cannot store NUL in text, so a parameter that contains one can never match.
    firewall.setAllowedParameterValues(value -> value == null || value.indexOf('\0') < 0);
    if (address.equals("127.0.0.1") || address.equals("::1") || address.equals("localhost")) {
      firewall.setAllowedHostnames(LOOPBACK::contains);
    }
    return firewall;
  }
}
