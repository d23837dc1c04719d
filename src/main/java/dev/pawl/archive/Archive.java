package dev.pawl.archive;

import java.time.Instant;
import java.util.List;

/**
 * An uploaded archive as it is shown, and as it is written beside its files.
 *
 * @param files files and links, without what was left out
 * @param bytes of all files together
 * @param leftOut folders of git, which are not taken over
 * @param expiresAt until when workflows can be submitted for it
 */
record Archive(
    String archiveId,
    Format format,
    int files,
    long bytes,
    List<String> leftOut,
    Instant createdAt,
    Instant expiresAt) {}
