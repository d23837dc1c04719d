package dev.pawl.finding;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

/** Stores the decisions about findings of targets. */
interface FindingResolutionRepository extends JpaRepository<FindingResolution, UUID> {

  List<FindingResolution> findByTargetNameAndProjectIn(
      String targetName, Collection<String> projects);

  Optional<FindingResolution> findByTargetNameAndProjectAndFingerprint(
      String targetName, String project, String fingerprint);
}
