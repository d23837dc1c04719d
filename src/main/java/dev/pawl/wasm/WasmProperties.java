package dev.pawl.wasm;

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
 * The location and limits of the WebAssembly formatters.
 *
 * @param folder the folder that {@code npm install} fills; without it, the WebAssembly formatters are unavailable
 * @param fileTimeout the maximum duration of formatting one file
 * @param maxMemory the maximum memory for formatting one file
 */
@Validated
@ConfigurationProperties("pawl.tool.wasm")
record WasmProperties(
    @DefaultValue("tools/wasm/node_modules") @NonEmptyPath Path folder,
    @DefaultValue("30s") @DurationRange(min = "1s", max = "1h") Duration fileTimeout,
    @DefaultValue("256MB") @DataSizeRange(min = "16MB", max = "4GB") DataSize maxMemory) {}
