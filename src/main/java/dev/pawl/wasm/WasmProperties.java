package dev.pawl.wasm;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The location and limits of the WebAssembly formatters.
 *
 * @param folder the folder that {@code npm install} fills; without it, the WebAssembly formatters are unavailable
 * @param fileTimeout the maximum duration of formatting one file
 * @param maxMemory the maximum memory for formatting one file
 */
@ConfigurationProperties("pawl.tool.wasm")
record WasmProperties(
    @DefaultValue("tools/wasm/node_modules") Path folder,
    @DefaultValue("30s") Duration fileTimeout,
    @DefaultValue("256MB") DataSize maxMemory) {}
