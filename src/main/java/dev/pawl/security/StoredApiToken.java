package dev.pawl.security;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import dev.pawl.project.SubmissionLimits;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** An API token with the hash of its secret. */
@Entity
@Table(name = "api_token")
class StoredApiToken {

  @Id
  @UuidGenerator
  @Column(name = "id")
  private UUID id;

  @Column(name = "name", updatable = false)
  private String name;

  @Column(name = "hash", updatable = false)
  private byte[] hash;

  @Convert(converter = ScopesConverter.class)
  @Column(name = "scopes", updatable = false)
  private Set<Scope> scopes;

  @Column(name = "project", updatable = false)
  private @Nullable String project;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "submission_limits", updatable = false)
  private @Nullable SubmissionLimits limits;

  @Column(name = "created_by", updatable = false)
  private String createdBy;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "expires_at", updatable = false)
  private @Nullable Instant expiresAt;

  /** Written by {@link ApiTokenRepository#recordUse}. */
  @Column(name = "last_used_at")
  private @Nullable Instant lastUsedAt;

  @Column(name = "revoked_at")
  private @Nullable Instant revokedAt;

  /** Converts scopes to their names, separated by spaces. */
  static final class ScopesConverter implements AttributeConverter<Set<Scope>, String> {

    @Override
    public String convertToDatabaseColumn(Set<Scope> scopes) {
      return scopes.stream().sorted().map(Scope::name).collect(joining(" "));
    }

    @Override
    public Set<Scope> convertToEntityAttribute(String names) {
      return Arrays.stream(names.split(" "))
          .map(Scope::valueOf)
          .collect(toCollection(() -> EnumSet.noneOf(Scope.class)));
    }
  }

  @NullUnmarked
  protected StoredApiToken() {}

  StoredApiToken(
      String name,
      byte[] hash,
      Set<Scope> scopes,
      @Nullable String project,
      SubmissionLimits limits,
      String createdBy,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    this();
    this.name = name;
    this.hash = hash;
    this.scopes = scopes;
    this.project = project;
    this.limits = limits.limitsNothing() ? null : limits;
    this.createdBy = createdBy;
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
  }

  /** Returns whether the token is neither revoked nor expired. */
  boolean isValid(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /** Revokes the token; a second revocation changes nothing. */
  void revoke(Instant now) {
    if (revokedAt == null) {
      revokedAt = now;
    }
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  Set<Scope> scopes() {
    return scopes;
  }

  @Nullable String project() {
    return project;
  }

  SubmissionLimits limits() {
    return limits == null ? SubmissionLimits.NONE : limits;
  }

  String createdBy() {
    return createdBy;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant expiresAt() {
    return expiresAt;
  }

  @Nullable Instant lastUsedAt() {
    return lastUsedAt;
  }

  @Nullable Instant revokedAt() {
    return revokedAt;
  }
}
