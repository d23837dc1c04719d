package dev.pawl.jvm;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The location and limits of the formatters that run in the JVM.
 *
 * @param folder the folder that {@code tools/jvm/fetch} fills, with one folder for each formatter and version
 * @param fileTimeout the maximum duration of formatting one file
 * @param maxAllocation the maximum amount of memory that may be allocated, in total, while one file is formatted
 */
@ConfigurationProperties("pawl.tool.jvm")
record JvmFormatterProperties(
    @DefaultValue("tools/jvm") Path folder,
    @DefaultValue("30s") Duration fileTimeout,
    @DefaultValue("4GB") DataSize maxAllocation) {}
