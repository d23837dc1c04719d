package dev.pawl.archive;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded archive as it is shown, and as it is written beside its files.
 *
 * @param files files and links, without what was left out
 * @param bytes of all files together
 * @param leftOut folders of git, which are not taken over
 * @param project whose it is; nobody's when absent
 * @param expiresAt until when workflows can be submitted for it
 */
record Archive(
    String archiveId,
    Format format,
    int files,
    long bytes,
    List<String> leftOut,
    @Nullable String project,
    Instant createdAt,
    Instant expiresAt) {}
