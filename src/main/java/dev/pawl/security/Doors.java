package dev.pawl.security;

import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;

/** On the loopback address everybody on this machine may do everything; a page of another site may do nothing. */
@Configuration(proxyBeanMethods = false)
class Doors {

  private static final Set<String> LOOPBACK =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1", "0:0:0:0:0:0:0:1");

  @Bean
  SecurityFilterChain filterChain(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // Nothing is known of who asks, so nothing can be forged; requests that change something
        // must be JSON or come
        // from the same origin, which a page of another site cannot send.
        .csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .addFilterBefore(new SameOrigin(), AuthorizationFilter.class)
        .headers(headers ->
            headers
                .contentSecurityPolicy(policy ->
                    policy.policyDirectives(
                        "default-src 'self'; img-src 'self' data:; style-src 'self'"
                            + " 'unsafe-inline'; frame-ancestors 'none'"))
                .referrerPolicy(
                    policy -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER)))
        .build();
  }

  /** There are no users yet, so none with a generated password either. */
  @Bean
  UserDetailsService nobody() {
    return new InMemoryUserDetailsManager();
  }

  /** A name that only resolves to this machine by somebody's trick is not answered (DNS rebinding). */
  @Bean
  StrictHttpFirewall firewall(@Value("${server.address:}") String address) {
    var firewall = new StrictHttpFirewall();
    if (address.equals("127.0.0.1") || address.equals("::1") || address.equals("localhost")) {
      firewall.setAllowedHostnames(LOOPBACK::contains);
    }
    return firewall;
  }
}
