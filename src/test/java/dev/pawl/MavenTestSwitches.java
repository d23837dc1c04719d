package dev.pawl;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Declares the system properties that select what tests do, which a test node would otherwise refuse as unknown. */
@ConfigurationProperties("pawl")
record MavenTestSwitches(
    boolean openapi,
    boolean publicSurface,
    boolean configurationReference,
    boolean metricsReference,
    boolean configurationSchema,
    boolean screenshots,
    @Nullable Integer burst,
    @Nullable Integer deliveries,
    @Nullable Chaos chaos,
    @Nullable Fuzz fuzz,
    @Nullable Faults faults,
    @Nullable Differential differential,
    @Nullable Git git,
    @Nullable Layout layout,
    @Nullable Outage outage,
    @Nullable Publication publication,
    @Nullable Cli cli,
    boolean largeFiles,
    boolean findingSearch,
    @Nullable Integer smallScopeFiles) {

  record Layout(String folder) {}

  record Chaos(
      int nodes,
      int rounds,
      int stopped,
      int longestStop,
      int maxMinutes,
      int publicationKills,
      int restarts,
      int pinned,
      int waiting,
      boolean objectStore,
      long seed) {}

  record Fuzz(int requests, long seed) {}

  record Faults(int stride) {}

  record Cli(int jobs) {}

  record Differential(int programs, long seed) {}

  record Git(int files, int others) {}

  record Outage(int seconds) {}

  record Publication(int kills) {}
}
