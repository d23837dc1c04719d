package dev.pawl.archive;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an uploaded archive may be, and how long it is kept.
 *
 * @param folder where archives are; all nodes share it
 * @param upload how large the archive itself may be
 * @param extracted how large its files may be together
 * @param total what is kept of all uploads together, unpacked, before no other one is taken
 * @param files how many entries it may have
 * @param ratio how many times larger than the archive its files may be together, once they are over 1 MiB
 * @param pathLength of one entry, in bytes
 * @param depth how many folders may lie within each other
 * @param kept for how long it can be used; one that a workflow uses stays for longer
 * @param check how often this is looked after
 */
@ConfigurationProperties("pawl.workspace.archive")
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
