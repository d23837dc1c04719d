package dev.pawl.jvm;

import dev.pawl.configuration.DataSizeRange;
import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.NonEmptyPath;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The location and limits of the formatters that run in the JVM.
 *
 * @param folder the folder that {@code tools/jvm/fetch} fills, with one folder for each formatter and version
 * @param fileTimeout the maximum duration of formatting one file
 * @param maxAllocation the maximum amount of memory that may be allocated, in total, while one file is formatted
 */
@Validated
@ConfigurationProperties("pawl.tool.jvm")
record JvmFormatterProperties(
    @DefaultValue("tools/jvm") @NonEmptyPath Path folder,
    @DefaultValue("30s") @DurationRange(min = "1s", max = "1h") Duration fileTimeout,
    @DefaultValue("4GB") @DataSizeRange(min = "16MB", max = "1024GB") DataSize maxAllocation) {}
