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
 * @param upload the maximum size of an uploaded archive
 * @param extracted the maximum total size of the files of one archive
 * @param total the total extracted size of all stored archives at which further uploads are rejected
 * @param files the maximum number of entries of an archive
 * @param ratio the maximum ratio of the total size of the files to the size of the archive, checked above 1 MiB
 * @param pathLength the maximum length of the path of an entry, in bytes
 * @param depth the maximum nesting depth of the folders of an archive
 * @param kept the time for which an archive can be used; an archive in use by a workflow is kept longer
 * @param check the interval at which expired archives are deleted
 */
@ConfigurationProperties("pawl.archive")
record ArchiveProperties(
    @DefaultValue(".pawl/archives") Path folder,
    @DefaultValue("200MB") DataSize upload,
    @DefaultValue("2GB") DataSize extracted,
    @DefaultValue("20GB") DataSize total,
    @DefaultValue("200000") int files,
    @DefaultValue("100") int ratio,
    @DefaultValue("1024") int pathLength,
    @DefaultValue("100") int depth,
    @DefaultValue("24h") Duration kept,
    @DefaultValue("10m") Duration check) {}
