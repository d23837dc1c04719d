package dev.pawl.security;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.project.ProjectAuthority;
import dev.pawl.project.SubmissionAuthority;
import dev.pawl.project.SubmissionLimits;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A permission of a token. */
@Schema(name = "TokenScope")
enum Scope {
  /** Read everything. */
  READ,
  /** Read, and submit and cancel workflows that publish nothing. */
  CHECK,
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
      case CHECK -> EnumSet.of(READ, CHECK);
      case SUBMIT -> EnumSet.of(READ, CHECK, SUBMIT);
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
    return authorities(scopes, project, SubmissionLimits.NONE);
  }

  /**
   * Returns the authorities of a caller with these scopes, including implied scopes.
   *
   * @param project the only project that the caller may access; all projects when absent
   * @param limits what the caller may submit and cancel
   */
  static List<GrantedAuthority> authorities(
      Collection<Scope> scopes, @Nullable String project, SubmissionLimits limits) {
    Set<Scope> granted = EnumSet.noneOf(Scope.class);
    scopes.forEach(scope -> granted.addAll(scope.withImplied()));
    var authorities = new ArrayList<GrantedAuthority>();
    granted.forEach(scope -> authorities.add(new SimpleGrantedAuthority(scope.authority())));
    if (project != null) {
      authorities.add(new ProjectAuthority(project));
    }
    boolean publishing = granted.contains(SUBMIT) || !granted.contains(CHECK);
    var submission = new SubmissionAuthority(limits, publishing);
    if (!submission.isUnlimited()) {
      authorities.add(submission);
    }
    return List.copyOf(authorities);
  }
}
