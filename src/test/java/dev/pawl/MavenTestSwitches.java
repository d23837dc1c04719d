package dev.pawl;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Declares the system properties that select what tests do, which a test node would otherwise refuse as unknown. */
@ConfigurationProperties("pawl")
record MavenTestSwitches(
    boolean openapi,
    boolean publicSurface,
    boolean configurationReference,
    boolean configurationSchema,
    @Nullable Integer burst,
    @Nullable Chaos chaos,
    @Nullable Fuzz fuzz,
    @Nullable Faults faults,
    @Nullable Differential differential,
    boolean largeFiles) {

  record Chaos(int rounds, int stopped, long seed) {}

  record Fuzz(int requests, long seed) {}

  record Faults(int stride) {}

  record Differential(int programs, long seed) {}
}
