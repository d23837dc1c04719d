package dev.pawl.finding;

import dev.pawl.project.ProjectService;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Records decisions about single findings of targets, and returns those that apply. */
@Service
class ResolutionService {

  private final FindingResolutionRepository resolutions;
  private final FindingRepository findings;
  private final ExaminedWorkflows workflows;
  private final ProjectService projects;
  private final Clock clock;

  ResolutionService(
      FindingResolutionRepository resolutions,
      FindingRepository findings,
      ExaminedWorkflows workflows,
      ProjectService projects,
      Clock clock) {
    this.resolutions = resolutions;
    this.findings = findings;
    this.workflows = workflows;
    this.projects = projects;
    this.clock = clock;
  }

  private TargetKey keyOfCaller(String target) {
    return TargetKey.of(target, projects.currentName().orElse(null));
  }

  /**
   * Records a decision, which replaces an earlier one.
   *
   * @return the decision; empty if no recent workflow on the target has the finding
   */
  @Transactional
  Optional<Resolution> resolve(
      String target,
      String fingerprint,
      ResolutionKind kind,
      String reason,
      @Nullable Instant expiresAt,
      @Nullable String caller) {
    TargetKey key = keyOfCaller(target);
    List<UUID> steps = workflows.findRecentSteps(target, projects.currentName().orElse(null));
    if (!findings.exists(fingerprint, steps)) {
      return Optional.empty();
    }
    var decision =
        new Resolution(
            kind, reason, clock.instant().truncatedTo(ChronoUnit.MICROS), caller, expiresAt);
    Optional<FindingResolution> stored =
        resolutions.findByTargetNameAndProjectAndFingerprint(
            key.name(), key.project(), fingerprint);
    stored.ifPresentOrElse(
        resolution -> resolution.decide(decision),
        () -> resolutions.save(new FindingResolution(key, fingerprint, decision)));
    return Optional.of(decision);
  }

  /** Deletes a decision; returns false if there is none. */
  @Transactional
  boolean delete(String target, String fingerprint) {
    TargetKey key = keyOfCaller(target);
    Optional<FindingResolution> stored =
        resolutions.findByTargetNameAndProjectAndFingerprint(
            key.name(), key.project(), fingerprint);
    stored.ifPresent(resolutions::delete);
    return stored.isPresent();
  }

  /** Returns the decisions about findings of a target that have not expired, by fingerprint. */
  @Transactional(readOnly = true)
  Map<String, Resolution> findActive(TargetKey target) {
    Instant now = clock.instant();
    Predicate<Resolution> active =
        decision -> decision.expiresAt() == null || decision.expiresAt().isAfter(now);
    var result = new HashMap<String, Resolution>();
    List<FindingResolution> stored =
        resolutions.findByTargetNameAndProjectIn(target.name(), target.applicableProjects());
    for (String project : target.applicableProjects()) {
      for (FindingResolution resolution : stored) {
        if (resolution.project().equals(project) && active.test(resolution.decision())) {
          result.putIfAbsent(resolution.fingerprint(), resolution.decision());
        }
      }
    }
    return result;
  }
}
