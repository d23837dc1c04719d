package dev.pawl.security;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.project.OfProject;
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

/** What somebody may do. */
enum Scope {
  /** Look at everything. */
  READ,
  /** Also begin workflows, cancel them and run them again. */
  SUBMIT,
  /** Also answer what workflows ask, hold them up, and take results back. */
  DECIDE,
  /** Everything. */
  ADMIN;

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it stands in a JWT. */
  String authority() {
    return "pawl." + word();
  }

  static Optional<Scope> ofAuthority(String authority) {
    return Arrays.stream(values()).filter(one -> one.authority().equals(authority)).findFirst();
  }

  private Set<Scope> whole() {
    return switch (this) {
      case READ -> EnumSet.of(READ);
      case SUBMIT -> EnumSet.of(READ, SUBMIT);
      case DECIDE -> EnumSet.of(READ, DECIDE);
      case ADMIN -> EnumSet.allOf(Scope.class);
    };
  }

  /**
   * What who has these scopes may do, each scope with all that it holds.
   *
   * @param project for which alone; for all when absent
   */
  static List<GrantedAuthority> authorities(Collection<Scope> scopes, @Nullable String project) {
    return Stream.concat(
            scopes.stream()
                .flatMap(scope -> scope.whole().stream())
                .distinct()
                .<GrantedAuthority>map(scope -> new SimpleGrantedAuthority(scope.authority())),
            Stream.ofNullable(project).map(OfProject::new))
        .toList();
  }
}
