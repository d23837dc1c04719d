package dev.pawl.security;

import dev.pawl.network.ConcurrencyLimit;
import dev.pawl.project.ProjectAuthority;
import dev.pawl.web.PublicRequest;
import dev.pawl.web.RequestPath;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;

/**
 * Configures authentication and authorization. If nothing is configured, the service is reachable from this machine
 * only, and every local caller can do anything; otherwise each request needs a token with the required scope.
 * State-changing requests from pages of other sites are always rejected.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration {

  private static final Set<String> LOOPBACK =
      Set.of("localhost", "[::1]", "::1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");

  /** Matches all of 127.0.0.0/8, on which a host name cannot be. */
  private static final Pattern LOOPBACK_ADDRESS =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  @Bean
  SecurityFilterChain filterChain(
      HttpSecurity http,
      AnonymousAccess anonymousAccess,
      ApiTokenService tokens,
      BrowserSessionService sessions,
      AuditLog audit,
      CurrentCaller currentCaller,
      ProblemDetailAccessHandler accessHandler,
      RateLimiter rateLimiter,
      SecurityProperties properties,
      OidcLoginHandler loginHandler,
      ClaimMapper claims,
      MeterRegistry meters,
      ObjectProvider<JwtDecoder> jwtDecoders,
      ObjectProvider<PublicRequest> publicRequests) {
    http.authorizeHttpRequests(requests ->
            requests
                // Continues a request that was authorized when it began; the caller is not known
                // any more.
                .dispatcherTypeMatchers(DispatcherType.ASYNC)
                .permitAll()
                .anyRequest()
                .access((authentication, context) ->
                    new AuthorizationDecision(
                        anonymousAccess.isAuthenticationDisabled()
                            || EndpointScopes.isPublic(context.getRequest())
                            || publicRequests.stream()
                                .anyMatch(open -> open.matches(context.getRequest()))
                            || hasScope(
                                    authentication.get(),
                                    EndpointScopes.requiredScope(context.getRequest()))
                                && !isOutsideProject(authentication.get(), context.getRequest()))))
        .sessionManagement(
            management -> management.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // The cookie is SameSite=Strict, and the same-origin filter rejects all other cross-site
        // requests.
        .csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .exceptionHandling(handling ->
            handling.authenticationEntryPoint(accessHandler).accessDeniedHandler(accessHandler))
        .addFilterAfter(
            new CallerMetricsFilter(currentCaller, meters), SecurityContextHolderFilter.class)
        .addFilterAfter(new AuditFilter(audit, currentCaller), CallerMetricsFilter.class)
        .addFilterBefore(
            new ApiTokenAuthenticationFilter(tokens, sessions), AnonymousAuthenticationFilter.class)
        .addFilterBefore(new SameOriginFilter(), ApiTokenAuthenticationFilter.class)
        .headers(headers ->
            headers
                .contentSecurityPolicy(policy ->
                    policy.policyDirectives(
                        "default-src 'self'; img-src 'self' data:; style-src 'self'"
                            + " 'unsafe-inline'; frame-ancestors 'none'; form-action 'self'"))
                .referrerPolicy(policy ->
                    policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.SAME_ORIGIN)));
    if (jwtDecoders.getIfAvailable() != null) {
      http.oauth2ResourceServer(server ->
          server
              .authenticationEntryPoint(accessHandler)
              .accessDeniedHandler(accessHandler)
              .bearerTokenResolver(request ->
                  Optional.ofNullable(ApiTokenAuthenticationFilter.bearerToken(request))
                      .filter(ApiTokenAuthenticationFilter::isJwt)
                      .orElse(null))
              .jwt(jwt -> jwt.jwtAuthenticationConverter(jwtConverter(claims))));
    }
    if (loginHandler.isConfigured()) {
      http.oauth2Login(login ->
          login
              .loginPage(OidcLoginHandler.LOGIN_PATH)
              .authorizationEndpoint(endpoint ->
                  endpoint.authorizationRequestRepository(loginHandler.authorizationRequests()))
              .authorizedClientRepository(new NoOpAuthorizedClientRepository())
              .successHandler(loginHandler::onSuccess)
              .failureHandler(loginHandler::onFailure));
    }
    if (!anonymousAccess.isAuthenticationDisabled()) {
      http.addFilterAfter(
          new RateLimitFilter(
              rateLimiter,
              new ConcurrencyLimit(properties.maxConcurrentRequests()),
              currentCaller,
              accessHandler),
          AnonymousAuthenticationFilter.class);
    }
    return http.build();
  }

  /** Returns whether a project-scoped caller requests an endpoint that spans all projects. */
  static boolean isOutsideProject(Authentication authentication, HttpServletRequest request) {
    return EndpointScopes.spansProjects(request)
        && authentication.getAuthorities().stream().anyMatch(ProjectAuthority.class::isInstance);
  }

  private static boolean hasScope(Authentication authentication, Scope scope) {
    return authentication.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .anyMatch(scope.authority()::equals);
  }

  private static JwtAuthenticationConverter jwtConverter(ClaimMapper claims) {
    var converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(jwt -> claims.grant(jwt).authorities());
    return converter;
  }

  /** Disables observations of single security filters: their spans are not used, and each would add a wrapper. */
  @Bean
  SecurityObservationSettings noSecurityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  /** Prevents Spring Boot from generating a default user and password: there are no password logins. */
  @Bean
  UserDetailsService emptyUserDetailsService() {
    return new InMemoryUserDetailsManager();
  }

  /**
   * Accepts an encoded slash only in the names of commands and rules, such as {@code quality%2Fverify}: clients that are
   * generated from the OpenAPI document encode all variables of a path. Everywhere else, it could only disguise a path.
   */
  private static class ApiFirewall extends StrictHttpFirewall {

    private static final Pattern ENCODED_SLASH = Pattern.compile("%2f", Pattern.CASE_INSENSITIVE);
    private static final Pattern WITH_NAME = Pattern.compile("/api/v1/(commands|rules)/[^/]+");

    ApiFirewall() {
      setAllowUrlEncodedSlash(true);
    }

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
      String path = RequestPath.of(request);
      if (ENCODED_SLASH.matcher(path).find() && !WITH_NAME.matcher(path).matches()) {
        throw new RequestRejectedException(
            "The request was rejected because its path contains an encoded slash (%2F), which is"
                + " accepted only in the name of a command or rule.");
      }
      return super.getFirewalledRequest(request);
    }
  }

  /**
   * Rejects foreign host names, also those of a header that a proxy or a page has added ({@code X-Forwarded-Host}), when the
   * service listens on a loopback address: a protection from DNS rebinding.
   */
  private static final class LoopbackFirewall extends ApiFirewall {

    private final String address;

    LoopbackFirewall(String address) {
      this.address = address;
      setAllowedHostnames(this::isOwn);
    }

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
      String host = request.getHeader(HttpHeaders.HOST);
      if (host != null && !isOwn(host.replaceFirst(":\\d*$", ""))) {
        throw new RequestRejectedException(
            "The request was rejected because the host %s is not that of a loopback address."
                .formatted(host));
      }
      return super.getFirewalledRequest(request);
    }

    private boolean isOwn(String host) {
      return LOOPBACK.contains(host)
          || LOOPBACK_ADDRESS.matcher(host).matches()
          || host.equals(address)
          || host.equals("[" + address + "]");
    }
  }

  /** Creates the firewall of all requests. */
  @Bean
  StrictHttpFirewall firewall(@Value("${server.address:}") String address) {
    var firewall =
        AnonymousAccess.isLoopback(address) ? new LoopbackFirewall(address) : new ApiFirewall();
    // PostgreSQL cannot store NUL in text, so a parameter that contains one can never match.
    firewall.setAllowedParameterValues(value -> value == null || value.indexOf('\0') < 0);
    return firewall;
  }

  /** Leaves encoded slashes to the firewall: Tomcat would reject them all. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashCustomizer() {
    return factory ->
        factory.addConnectorCustomizers(connector ->
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue()));
  }

  /** States why the firewall rejects a request, instead of a status alone. */
  @Bean
  RequestRejectedHandler requestRejectedHandler() {
    return (request, response, rejected) ->
        response.sendError(HttpServletResponse.SC_BAD_REQUEST, rejected.getMessage());
  }
}
