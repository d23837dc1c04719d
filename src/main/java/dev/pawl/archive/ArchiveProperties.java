package dev.pawl.archive;

import dev.pawl.configuration.DataSizeRange;
import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.NonEmptyPath;
import dev.pawl.configuration.SelfValidatingProperties;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.Range;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.Errors;
import org.springframework.validation.annotation.Validated;

/**
 * Limits and retention of uploaded archives.
 *
 * @param folder the folder of the archives, shared by all nodes; by default {@code archives} in {@code
 *     pawl.workspace.folder}
 * @param maxUploadSize the maximum size of an uploaded archive
 * @param maxExtractedSize the maximum total size of the files of one archive
 * @param maxTotalSize the total extracted size of all stored archives at which further uploads are rejected
 * @param maxProjectSize the total extracted size of the stored archives of one project at which its further uploads are
 *     rejected
 * @param maxEntries the maximum number of entries of an archive
 * @param maxCompressionRatio the maximum ratio of the total size of the files to the size of the archive, checked above 1 MiB
 * @param maxPathLength the maximum length of the path of an entry, in bytes
 * @param maxDepth the maximum nesting depth of the folders of an archive
 * @param retention the time for which an archive can be used; an archive in use by a workflow is kept longer
 * @param cleanupInterval the interval at which expired archives are deleted
 */
@Validated
@ConfigurationProperties("pawl.archive")
record ArchiveProperties(
    @DefaultValue(".pawl/archives") @NonEmptyPath Path folder,
    @DefaultValue("200MB") @DataSizeRange(min = "1KB", max = "1024GB") DataSize maxUploadSize,
    @DefaultValue("2GB") @DataSizeRange(min = "1KB", max = "1024GB") DataSize maxExtractedSize,
    @DefaultValue("20GB") @DataSizeRange(min = "1KB", max = "1048576GB") DataSize maxTotalSize,
    @DefaultValue("10GB") @DataSizeRange(min = "1KB", max = "1048576GB") DataSize maxProjectSize,
    @DefaultValue("200000") @Range(min = 1, max = 100_000_000) int maxEntries,
    @DefaultValue("100") @Range(min = 1, max = 1_000_000) int maxCompressionRatio,
    @DefaultValue("1024") @Range(min = 1, max = 4096) int maxPathLength,
    @DefaultValue("100") @Range(min = 1, max = 2048) int maxDepth,
    @DefaultValue("24h") @DurationRange(min = "1m", max = "36500d") Duration retention,
    @DefaultValue("10m") @DurationRange(min = "1s", max = "30d") Duration cleanupInterval)
    implements SelfValidatingProperties {

  @Override
  public void compare(Errors errors) {
    if (maxExtractedSize.compareTo(maxTotalSize) > 0) {
      errors.rejectValue(
          "maxExtractedSize",
          "range",
          "must be at most pawl.archive.max-total-size (%s)".formatted(maxTotalSize));
    }
  }
}
