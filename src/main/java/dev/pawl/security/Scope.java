package dev.pawl.security;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.project.ProjectAuthority;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A permission of a token. */
@Schema(name = "TokenScope")
enum Scope {
  /** Read everything. */
  READ,
  /** Read, and submit, cancel and rerun workflows. */
  SUBMIT,
  /** Read, and answer decisions, pause and resume workflows, and roll results back. */
  DECIDE,
  /** Everything. */
  ADMIN;

  @JsonValue
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the scope as it appears in a JWT, such as {@code pawl.read}. */
  String authority() {
    return "pawl." + value();
  }

  static Optional<Scope> fromAuthority(String authority) {
    return Arrays.stream(values()).filter(scope -> scope.authority().equals(authority)).findFirst();
  }

  private Set<Scope> withImplied() {
    return switch (this) {
      case READ -> EnumSet.of(READ);
      case SUBMIT -> EnumSet.of(READ, SUBMIT);
      case DECIDE -> EnumSet.of(READ, DECIDE);
      case ADMIN -> EnumSet.allOf(Scope.class);
    };
  }

  /**
   * Returns the authorities of a caller with these scopes, including implied scopes.
   *
   * @param project the only project that the caller may access; all projects when absent
   */
  static List<GrantedAuthority> authorities(Collection<Scope> scopes, @Nullable String project) {
    return Stream.concat(
            scopes.stream()
                .flatMap(scope -> scope.withImplied().stream())
                .distinct()
                .<GrantedAuthority>map(scope -> new SimpleGrantedAuthority(scope.authority())),
            Stream.ofNullable(project).map(ProjectAuthority::new))
        .toList();
  }
}
