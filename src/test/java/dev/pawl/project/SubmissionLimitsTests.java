package dev.pawl.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionLimitsTests {

  @ParameterizedTest
  @CsvSource({
    "https://git.example/team/, https://git.example/team/app.git, true",
    "https://git.example/team/app.git, https://git.example/team/app.git, true",
    "https://git.example/team/, https://git.example/team-2/app.git, false",
    "https://git.example/team/, https://git.example/team/../other/app.git, false",
    "https://git.example/team/, http://git.example/team/app.git, false",
    "https://git.example/team/, https://git.example.evil.example/team/app.git, false",
    "https://git.example/team/, /srv/team/app, false",
    "/srv/team, /srv/team/app, true",
    "/srv/team, /srv/team, true",
    "/srv/team, /srv/team-2, false",
    "/srv/team, /srv/team/../other, false",
    "/srv/team, archive:3f0c9a2e, false",
    "archive:, archive:3f0c9a2e, true",
    "archive:, /archive:, false"
  })
  void allowOnlyTargetsBelowAPrefix(String prefix, String target, boolean allowed) {
    var limits = new SubmissionLimits(List.of(prefix), null, null);

    assertThat(limits.targetRejectionReason(target).isEmpty()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://git.example/team/", "/srv/team", "archive:", "ssh://git@git.example/x"})
  void acceptPrefixesThatCanMatch(String prefix) {
    assertThat(SubmissionLimits.prefixRejectionReason(prefix)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"team", "archive", "*", ""})
  void rejectPrefixesThatCannotMatch(String prefix) {
    assertThat(SubmissionLimits.prefixRejectionReason(prefix)).isPresent();
  }

  @Test
  void stateEachFieldAtFault() {
    var authority =
        new SubmissionAuthority(
            new SubmissionLimits(
                List.of("archive:"), Map.of("team", "core"), List.of("verify-only")),
            false);

    assertThat(authority.rejectionReasons("/x", "standard", Map.of("team", "web"), true))
        .containsOnlyKeys("target", "type", "labels", "dry_run");
    assertThat(
            authority.rejectionReasons(
                "archive:1", "verify-only", Map.of("team", "core", "x", "y"), false))
        .isEmpty();
  }

  @Test
  void limitNothingIfTheyAreEmpty() {
    assertThat(SubmissionAuthority.UNLIMITED.isUnlimited()).isTrue();
    assertThat(SubmissionAuthority.UNLIMITED.rejectionReasons("/x", "standard", Map.of(), true))
        .isEmpty();
  }
}
