package dev.pawl.finding;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A stored decision about a finding of a target. */
@Entity
@Table(name = "finding_resolution")
class FindingResolution {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @Column(name = "target_name")
  private String targetName;

  @Column(name = "project")
  private String project;

  @Column(name = "fingerprint")
  private String fingerprint;

  @Enumerated(EnumType.STRING)
  @Column(name = "kind")
  private ResolutionKind kind;

  @Column(name = "reason")
  private String reason;

  @Column(name = "resolved_at")
  private Instant resolvedAt;

  @Column(name = "resolved_by")
  private @Nullable String resolvedBy;

  @Column(name = "expires_at")
  private @Nullable Instant expiresAt;

  @NullUnmarked
  protected FindingResolution() {}

  FindingResolution(TargetKey target, String fingerprint, Resolution decision) {
    this();
    this.targetName = target.name();
    this.project = target.project();
    this.fingerprint = fingerprint;
    decide(decision);
  }

  /** Replaces the decision. */
  final void decide(Resolution decision) {
    kind = decision.resolution();
    reason = decision.reason();
    resolvedAt = decision.resolvedAt();
    resolvedBy = decision.resolvedBy();
    expiresAt = decision.expiresAt();
  }

  String project() {
    return project;
  }

  String fingerprint() {
    return fingerprint;
  }

  Resolution decision() {
    return new Resolution(kind, reason, resolvedAt, resolvedBy, expiresAt);
  }
}
