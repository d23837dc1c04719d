package dev.pawl.archive;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of an uploaded archive: the API representation, and the content of {@code about.json} next to its files.
 *
 * @param archiveId the id, which workflows use as {@code target.archive}
 * @param format the detected format
 * @param files the number of files and links, without the omitted ones
 * @param bytes the total size of all files
 * @param storedBytes the size that counts in the limits of stored archives, in which each file and folder has 4 KiB more;
 *     absent for archives of earlier versions
 * @param leftOut the omitted paths called {@code .git}, at most 100
 * @param project the name of the owning project; null if the archive belongs to no project
 * @param createdAt the time of the upload
 * @param expiresAt the time until which workflows can be submitted for the archive
 */
@Schema(name = "Archive")
record Archive(
    String archiveId,
    ArchiveFormat format,
    int files,
    long bytes,
    @Nullable Long storedBytes,
    List<String> leftOut,
    @Nullable String project,
    Instant createdAt,
    Instant expiresAt) {

  /** The size with which every archive counts, so that tiny ones cannot be stored without a limit of their number. */
  private static final long MIN_SIZE_IN_LIMITS = 256 << 10;

  /** Returns the size that counts in the limits of stored archives. */
  long sizeInLimits() {
    return Math.max(MIN_SIZE_IN_LIMITS, storedBytes == null ? bytes : storedBytes);
  }
}
