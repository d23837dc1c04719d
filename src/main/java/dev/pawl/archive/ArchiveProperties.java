package dev.pawl.archive;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits and retention of uploaded archives.
 *
 * @param folder the folder of the archives, shared by all nodes; by default {@code archives} in {@code
 *     pawl.workspace.folder}
 * @param maxUploadSize the maximum size of an uploaded archive
 * @param maxExtractedSize the maximum total size of the files of one archive
 * @param maxTotalSize the total extracted size of all stored archives at which further uploads are rejected
 * @param maxEntries the maximum number of entries of an archive
 * @param maxCompressionRatio the maximum ratio of the total size of the files to the size of the archive, checked above 1 MiB
 * @param maxPathLength the maximum length of the path of an entry, in bytes
 * @param maxDepth the maximum nesting depth of the folders of an archive
 * @param retention the time for which an archive can be used; an archive in use by a workflow is kept longer
 * @param cleanupInterval the interval at which expired archives are deleted
 */
@ConfigurationProperties("pawl.archive")
record ArchiveProperties(
    @DefaultValue(".pawl/archives") Path folder,
    @DefaultValue("200MB") DataSize maxUploadSize,
    @DefaultValue("2GB") DataSize maxExtractedSize,
    @DefaultValue("20GB") DataSize maxTotalSize,
    @DefaultValue("200000") int maxEntries,
    @DefaultValue("100") int maxCompressionRatio,
    @DefaultValue("1024") int maxPathLength,
    @DefaultValue("100") int maxDepth,
    @DefaultValue("24h") Duration retention,
    @DefaultValue("10m") Duration cleanupInterval) {}
